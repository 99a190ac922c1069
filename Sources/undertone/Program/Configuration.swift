import TOMLKit

/// A configuration file: TOML, one value for each setting, by its key.
struct Configuration: Sendable, Equatable {
    /// The file; nil where there is none.
    let path: String?
    /// The values, as text, by key.
    private let values: [String: String]

    /// Without a file nothing is configured.
    static let empty = Configuration()

    private init() {
        path = nil
        values = [:]
    }

    /// Reads a file.
    ///
    /// - Throws: ``ProgramFailure`` that names the line of a syntax error, or the path of an unknown key.
    init(path: String) throws(ProgramFailure) {
        guard let bytes = TextFile.bytes(at: path) else {
            throw ProgramFailure("cannot read the configuration \(path): \(systemErrorText())")
        }
        try self.init(text: String(decoding: bytes, as: UTF8.self), path: path)
    }

    /// Reads the text of a file.
    init(text: String, path: String) throws(ProgramFailure) {
        self.path = path
        let table = try TextFile.table(text, of: path)
        values = try Self.values(of: table, in: path)
    }

    private static func values(of table: TOMLTable, in path: String) throws(ProgramFailure) -> [String:
        String]
    {
        var values: [String: String] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            guard Settings.keys.contains(key) else {
                throw ProgramFailure("\(path): unknown key \(Self.deepest(key, value))")
            }
            guard let text = text(of: value) else {
                throw ProgramFailure("\(path): \(key) takes a string, a number, true or false")
            }
            values[key] = text
        }
        return values
    }

    /// The path of the first key in an unknown table, as TOML writes it.
    private static func deepest(_ key: String, _ value: any TOMLValueConvertible) -> String {
        guard let table = value.table, let first = table.keys.first, let inner = table[first] else {
            return key
        }
        return "\(key).\(deepest(first, inner))"
    }

    private static func text(of value: any TOMLValueConvertible) -> String? {
        if let text = value.string { return text }
        if let flag = value.bool { return flag ? "on" : "off" }
        if let number = value.int { return String(number) }
        if let number = value.double { return String(number) }
        return nil
    }

    /// The value of a key, as text.
    subscript(key: String) -> String? { values[key] }
}
