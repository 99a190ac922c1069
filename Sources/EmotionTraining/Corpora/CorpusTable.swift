/// A table of the user's own recordings: path, label, speaker, and what else is known.
struct CorpusTable: Sendable {
    /// One recording.
    struct Entry: Sendable, Hashable {
        /// Relative to the table's folder.
        let path: String
        let label: String
        let speaker: String
        let sex: Sex?
        let split: Split?
        /// The path of the recording that this one is an augmented copy of.
        let source: String?

        /// The path without the extension.
        var name: String {
            guard let dot = path.lastIndex(of: "."), dot > path.lastIndex(of: "/") ?? path.startIndex else {
                return path
            }
            return String(path[..<dot])
        }
    }

    /// What the paths are relative to.
    let folder: String
    let entries: [Entry]

    private static let required = ["path", "label", "speaker"]
    private static let optional = ["sex", "split", "source"]

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - path: The file, tabs between its cells.
    ///   - folder: What its paths are relative to; nil for its own folder.
    /// - Throws: `InputFileError` with the line of a bad header, row, or missing file.
    init(path: String, folder: String?) throws(InputFileError) {
        let table = try TabSeparatedTable(path: path)
        self.folder = folder ?? FileTree.folder(of: path)
        let header = InputFileError(path, line: table.comments.count + 1, "")
        for column in table.columns where !(Self.required + Self.optional).contains(column) {
            throw InputFileError(
                path, line: header.line,
                "unknown column \"\(column)\"; there are \((Self.required + Self.optional).joined(separator: ", "))"
            )
        }
        for column in Self.required where !table.columns.contains(column) {
            throw InputFileError(path, line: header.line, "no column \"\(column)\"")
        }
        guard Set(table.columns).count == table.columns.count else {
            throw InputFileError(path, line: header.line, "a column is there twice")
        }
        entries = try Self.entries(of: table, in: self.folder)
    }

    private static func entries(
        of table: TabSeparatedTable, in folder: String
    ) throws(InputFileError) -> [Entry] {
        var entries: [Entry] = []
        var lines: [String: Int] = [:]
        for row in table.rows {
            let entry = try entry(row, of: table)
            if let line = lines.updateValue(row.line, forKey: entry.path) {
                throw table.error(row, "\(entry.path) is there already, in line \(line)")
            }
            guard FileIdentity(path: FileTree.join(folder, entry.path))?.isFolder == false else {
                throw table.error(row, "no file \(FileTree.join(folder, entry.path))")
            }
            entries.append(entry)
        }
        let originals = Set(entries.filter { $0.source == nil }.map(\.path))
        for (entry, row) in zip(entries, table.rows) {
            if let source = entry.source, !originals.contains(source) {
                throw table.error(row, "source \(source) is no recording of this table, or a copy itself")
            }
        }
        return entries
    }

    private static func entry(
        _ row: TabSeparatedTable.Row, of table: TabSeparatedTable
    ) throws(InputFileError) -> Entry {
        func text(_ column: String) -> String? {
            guard let index = table.columns.firstIndex(of: column) else { return nil }
            return row.cells[index].isEmpty || row.cells[index] == "-" ? nil : row.cells[index]
        }
        func needed(_ column: String) throws(InputFileError) -> String {
            guard let text = text(column) else { throw table.error(row, "no \(column)") }
            return text
        }
        func one<Value: RawRepresentable<String>>(
            _ column: String, of values: [Value]
        ) throws(InputFileError) -> Value? {
            guard let text = text(column) else { return nil }
            guard let value = Value(rawValue: text) else {
                let words = values.map(\.rawValue).joined(separator: ", ")
                throw table.error(row, "\(column) \"\(text)\" is none of \(words)")
            }
            return value
        }
        return Entry(
            path: try needed("path"), label: try needed("label"), speaker: try needed("speaker"),
            sex: try one("sex", of: Sex.allCases), split: try one("split", of: Split.allCases),
            source: text("source"))
    }
}
