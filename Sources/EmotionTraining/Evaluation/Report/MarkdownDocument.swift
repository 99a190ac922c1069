/// A text in Markdown, built piece by piece.
struct MarkdownDocument {
    private(set) var text = ""

    mutating func heading(_ title: String, level: Int = 2) {
        text += (text.isEmpty ? "" : "\n") + String(repeating: "#", count: level) + " \(title)\n"
    }

    mutating func paragraph(_ words: String) { text += "\n\(words)\n" }

    /// A table; nothing where it has no rows.
    ///
    /// A vertical line in a cell would begin another.
    mutating func table(_ head: [String], _ rows: [[String]]) {
        guard !rows.isEmpty else { return }
        func line(_ cells: [String]) -> String {
            let escaped = cells.map {
                $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            }
            return "| " + escaped.joined(separator: " | ") + " |\n"
        }
        text += "\n" + line(head) + "|" + String(repeating: "---|", count: head.count) + "\n"
        for row in rows { text += line(row) }
    }

    mutating func image(_ path: String, _ caption: String) { text += "\n![\(caption)](\(path))\n" }
}
