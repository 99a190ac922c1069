import FoundationEssentials

/// Reports as JSON: keys in snake case and sorted, what is not known left out.
enum ReportJSON {
    static func encode(_ report: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return Array(try encoder.encode(report)) + [UInt8(ascii: "\n")]
    }
}

extension EvaluationReport {
    /// Everything, as JSON: keys in snake case and sorted, what is not known left out.
    public func json() throws -> [UInt8] { try ReportJSON.encode(self) }
}
