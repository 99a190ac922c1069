/// A table in a text file: a header, then one row a line, cells between tabs.
struct TabSeparatedTable {
    /// One row.
    struct Row {
        /// The line in the file, from 1.
        let line: Int
        let cells: [String]
    }

    let path: String
    /// The lines before the header that begin with `#`, without it and the blank behind it.
    let comments: [Row]
    let columns: [String]
    let rows: [Row]

    /// Reads and takes apart a whole file.
    ///
    /// - Throws: `InputFileError` where it cannot be read, is not UTF-8, has no header, or has a row with more
    ///   or fewer cells than the header.
    init(path: String) throws(InputFileError) {
        try self.init(path: path, text: Self.text(of: path))
    }

    /// A whole text file.
    static func text(of path: String) throws(InputFileError) -> String {
        let bytes: [UInt8]
        do {
            bytes = try FileTree.contents(of: path)
        } catch {
            throw InputFileError(path, error.description)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw InputFileError(path, "not UTF-8 text")
        }
        return text
    }

    init(path: String, text: String) throws(InputFileError) {
        self.path = path
        // Spreadsheets begin with a byte order mark and end lines with CR LF.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0))
        }
        if lines[0].hasPrefix("\u{FEFF}") { lines[0].removeFirst() }
        if lines.last == "" { lines.removeLast() }
        let start = lines.firstIndex { !$0.hasPrefix("#") } ?? lines.count
        comments = lines[..<start].enumerated().map { index, line in
            let words = line.dropFirst().drop { $0 == " " }
            return Row(line: index + 1, cells: [String(words)])
        }
        guard start < lines.count else { throw InputFileError(path, "no header line") }
        let header = Self.cells(lines[start])
        columns = header
        rows = try lines.indices[(start + 1)...].map { index throws(InputFileError) in
            let cells = Self.cells(lines[index])
            guard cells.count == header.count else {
                throw InputFileError(
                    path, line: index + 1, "\(cells.count) cells where the header has \(header.count)")
            }
            return Row(line: index + 1, cells: cells)
        }
    }

    private static func cells(_ line: String) -> [String] {
        line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }

    /// An error about one row.
    func error(_ row: Row, _ problem: String) -> InputFileError {
        InputFileError(path, line: row.line, problem)
    }
}
