import Glibc

/// Rows of cells on standard output: in columns on a terminal, between tabs elsewhere.
struct TextTable {
    private var rows: [[String]]

    init(header: [String]) { rows = [header] }

    mutating func append(_ cells: [String]) { rows.append(cells) }

    /// Prints it, with an empty line behind.
    func show() {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        for row in rows {
            let cells = row.enumerated().map { column, cell in
                isTerminal ? cell + String(repeating: " ", count: widths[column] - cell.count) : cell
            }
            print(cells.joined(separator: isTerminal ? "  " : "\t"))
        }
        print()
    }
}
