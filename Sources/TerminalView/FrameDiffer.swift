/// Turns one picture of the screen after another into the bytes that change it.
///
/// Only cells that differ are written, all in one piece between the marks of a synchronised update, so that no
/// terminal ever shows half a picture.
package struct FrameDiffer: Sendable {
    /// Up to so many unchanged cells are written again rather than stepped over.
    private static let longestBridge = 4
    private static let begin = "\u{1B}[?2026h"
    private static let end = "\u{1B}[?2026l"

    private let rendition: GraphicRendition
    private var last: CellGrid?

    /// A differ that knows nothing of the screen.
    package init(depth: ColourDepth) {
        rendition = GraphicRendition(depth: depth)
    }

    /// Forgets what is on the screen: the next picture is written whole.
    package mutating func forget() {
        last = nil
    }

    /// The bytes that bring the screen from the last picture to this one; none where nothing changes.
    package mutating func bytes(for grid: CellGrid) -> [UInt8] {
        var output = ""
        var pen = CellStyle.plain
        let old = last?.size == grid.size ? last : nil
        // Blank cells are what an erased screen has.
        if old == nil { output += "\u{1B}[0m\u{1B}[2J" }
        let before = old ?? CellGrid(size: grid.size)
        for row in 0..<grid.size.rows { write(row, of: grid, over: before, &pen, into: &output) }
        last = grid
        guard !output.isEmpty else { return [] }
        if pen != .plain { output += "\u{1B}[0m" }
        return Array((Self.begin + output + Self.end).utf8)
    }

    private func write(
        _ row: Int, of grid: CellGrid, over before: CellGrid, _ pen: inout CellStyle,
        into output: inout String
    ) {
        /// Where the cursor stands; nil when it is elsewhere.
        var cursor: Int?
        for column in 0..<grid.size.columns where grid[row, column] != before[row, column] {
            if let place = cursor, column - place <= Self.longestBridge {
                for index in place..<column { put(grid[row, index], &pen, into: &output) }
            } else {
                output += "\u{1B}[\(row + 1);\(column + 1)H"
            }
            put(grid[row, column], &pen, into: &output)
            cursor = column + 1
        }
    }

    private func put(_ cell: Cell, _ pen: inout CellStyle, into output: inout String) {
        if cell.style != pen {
            output += cell.style == .plain ? "\u{1B}[0m" : rendition.sequence(for: cell.style)
            pen = cell.style
        }
        output.unicodeScalars.append(cell.character)
    }
}
