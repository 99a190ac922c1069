import FoundationEssentials

/// Reports as JSON: keys in snake case and sorted, what is not known left out.
enum ReportJSON {
    static func encode(_ report: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return Array(try encoder.encode(report)) + [UInt8(ascii: "\n")]
    }

    /// Reads a report whose coding keys are in snake case.
    static func decode<Report: Decodable>(_ json: [UInt8]) throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(json))
    }
}

extension EvaluationReport {
    /// Everything, as JSON: keys in snake case and sorted, what is not known left out.
    public func json() throws -> [UInt8] { try ReportJSON.encode(self) }
}
