import Plotting

@testable import TerminalView

/// A terminal of the tests' own: what the differ writes goes in, cells come out.
///
/// It knows the sequences that the view may use and notes any other.
struct TinyTerminal {
    /// A cell as it would be seen.
    struct Seen: Equatable {
        var character: Unicode.Scalar = " "
        /// The parameters that were in force, without the colours.
        var attributes: [Int] = []
        /// The parameters of both colours.
        var colours: [Int] = []
    }

    private(set) var size: GridSize
    private var cells: [Seen]
    private var row = 0
    private var column = 0
    private var pen = Seen()
    /// Sequences that it does not know, and characters beyond an edge.
    private(set) var surprises: [String] = []
    /// Pictures that were begun and ended.
    private(set) var updates = 0
    private var isUpdating = false
    /// Cells written.
    private(set) var written = 0

    init(size: GridSize) {
        self.size = size
        cells = Array(repeating: Seen(), count: size.columns * size.rows)
    }

    subscript(row: Int, column: Int) -> Seen { cells[row * size.columns + column] }

    /// The user drags the window: what the screen then holds, nobody knows.
    mutating func resize(to new: GridSize) {
        size = new
        cells = Array(repeating: Seen(character: "#"), count: new.columns * new.rows)
    }

    mutating func take(_ bytes: [UInt8]) {
        let text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        var index = 0
        while index < text.count {
            guard text[index] == "\u{1B}" else {
                put(text[index])
                index += 1
                continue
            }
            let end = text[(index + 2)...].firstIndex { (0x40...0x7E).contains($0.value) } ?? text.count - 1
            var parameters = ""
            parameters.unicodeScalars.append(contentsOf: text[(index + 2)..<end])
            obey(Character(text[end]), parameters)
            index = end + 1
        }
        if isUpdating { surprises.append("a picture that does not end") }
    }

    private mutating func put(_ character: Unicode.Scalar) {
        guard row < size.rows, column < size.columns else { return surprises.append("beyond the edge") }
        if !isUpdating { surprises.append("outside of a picture") }
        var cell = pen
        cell.character = character
        cells[row * size.columns + column] = cell
        column += 1
        written += 1
    }

    private mutating func obey(_ final: Character, _ parameters: String) {
        let numbers = parameters.split(separator: ";").map { Int($0) ?? 0 }
        switch (final, parameters) {
        case ("h", "?2026"): isUpdating = true
        case ("l", "?2026"):
            isUpdating = false
            updates += 1
        case ("J", "2"): cells = Array(repeating: pen, count: cells.count)
        case ("H", _) where numbers.count == 2: (row, column) = (numbers[0] - 1, numbers[1] - 1)
        case ("m", _): paint(numbers.isEmpty ? [0] : numbers)
        default: surprises.append(parameters + String(final))
        }
    }

    private mutating func paint(_ numbers: [Int]) {
        var rest = numbers[...]
        while let number = rest.popFirst() {
            switch number {
            case 0: pen = Seen()
            case 1, 2, 7: pen.attributes.append(number)
            case 30...37, 40...47: pen.colours.append(number)
            case 38, 48:
                let count = rest.first == 5 ? 2 : 4
                pen.colours += [number] + rest.prefix(count)
                rest = rest.dropFirst(count)
            default: surprises.append("\(number)m")
            }
        }
    }

    /// Whether the screen shows exactly this picture.
    func shows(_ grid: CellGrid) -> Bool {
        guard grid.size == size else { return false }
        for row in 0..<size.rows {
            for column in 0..<size.columns where !agrees(grid[row, column], self[row, column]) {
                return false
            }
        }
        return true
    }

    private func agrees(_ cell: Cell, _ seen: Seen) -> Bool {
        let style = cell.style
        let attributes = [style.isBold ? 1 : 0, style.isFaint ? 2 : 0, style.isReversed ? 7 : 0]
        return cell.character == seen.character && attributes.filter { $0 > 0 } == seen.attributes
            && (style.foreground == nil) == !seen.colours.contains { (30...38).contains($0) && $0 != 2 }
    }
}
