package import Plotting

/// How a cell looks.
package struct CellStyle: Sendable, Hashable {
    /// The colour of the character; nil for the terminal's own.
    package var foreground: Colour?
    /// The colour behind it; nil for the terminal's own.
    package var background: Colour?
    /// Whether it is bold.
    package var isBold = false
    /// Whether it is faint.
    package var isFaint = false
    /// Whether its two colours are exchanged.
    package var isReversed = false

    /// The terminal's own colours, with attributes where given.
    package init(
        foreground: Colour? = nil, background: Colour? = nil, isBold: Bool = false, isFaint: Bool = false,
        isReversed: Bool = false
    ) {
        self.foreground = foreground
        self.background = background
        self.isBold = isBold
        self.isFaint = isFaint
        self.isReversed = isReversed
    }

    /// The terminal's own.
    package static let plain = CellStyle()
    /// What stands out.
    package static let bold = CellStyle(isBold: true)
    /// What stands back.
    package static let faint = CellStyle(isFaint: true)
}

/// One character's place on the screen.
package struct Cell: Sendable, Hashable {
    /// The character, one column wide.
    package var character: Unicode.Scalar
    /// How it looks.
    package var style: CellStyle

    /// A character with a style.
    package init(_ character: Unicode.Scalar = " ", _ style: CellStyle = .plain) {
        self.character = character
        self.style = style
    }
}

/// The size of a terminal, in cells.
package struct GridSize: Sendable, Hashable {
    /// Columns, at least one.
    package var columns: Int
    /// Rows, at least one.
    package var rows: Int

    /// A size; nonsense is brought into 1...1000.
    package init(columns: Int, rows: Int) {
        self.columns = min(max(columns, 1), 1000)
        self.rows = min(max(rows, 1), 1000)
    }
}

/// Rows and columns of cells: a whole picture of the screen.
///
/// What is drawn beyond an edge is cut off.
package struct CellGrid: Sendable, Equatable {
    /// The size.
    package let size: GridSize
    /// `[rows][columns]`.
    private var cells: [Cell]

    /// Blanks.
    package init(size: GridSize) {
        self.size = size
        cells = Array(repeating: Cell(), count: size.columns * size.rows)
    }

    /// The cell at a place.
    package subscript(row: Int, column: Int) -> Cell {
        get { cells[row * size.columns + column] }
        set {
            guard row >= 0, row < size.rows, column >= 0, column < size.columns else { return }
            cells[row * size.columns + column] = newValue
        }
    }

    /// The characters of a row, without the blanks at its end.
    package func text(row: Int) -> String {
        var text = String.UnicodeScalarView()
        for column in 0..<size.columns { text.append(self[row, column].character) }
        return String(String(text).reversed().drop { $0 == " " }.reversed())
    }

    /// Writes a text into a row; returns the column after it.
    ///
    /// - Parameter end: where to stop; nil for the edge.
    @discardableResult
    package mutating func write(
        _ text: String, row: Int, column: Int, to end: Int? = nil, _ style: CellStyle = .plain
    ) -> Int {
        let end = min(end ?? size.columns, size.columns)
        var column = column
        for scalar in text.unicodeScalars where column < end {
            self[row, column] = Cell(Self.isNarrow(scalar) ? scalar : "?", style)
            column += 1
        }
        return column
    }

    /// Writes a text so that it ends before a column.
    package mutating func write(_ text: String, row: Int, endingAt end: Int, _ style: CellStyle = .plain) {
        write(text, row: row, column: end - text.unicodeScalars.count, style)
    }

    /// Fills a rectangle.
    package mutating func fill(_ area: Area, _ cell: Cell = Cell()) {
        for row in area.rows { for column in area.columns { self[row, column] = cell } }
    }

    /// Whether a character is known to take one column, whatever the terminal: names of devices are foreign text.
    private static func isNarrow(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x17F: true
        case 0x2013...0x2014, 0x2026, 0x2500...0x259F, 0x25B2...0x25CF: true
        default: false
        }
    }
}

/// A rectangle of cells.
package struct Area: Sendable, Hashable {
    /// Its rows.
    package var rows: Range<Int>
    /// Its columns.
    package var columns: Range<Int>

    /// A rectangle; one with a negative extent is empty.
    package init(row: Int, column: Int, height: Int, width: Int) {
        rows = row..<row + max(0, height)
        columns = column..<column + max(0, width)
    }

    /// Rows.
    package var height: Int { rows.count }
    /// Columns.
    package var width: Int { columns.count }
    /// Whether there is nothing in it.
    package var isEmpty: Bool { rows.isEmpty || columns.isEmpty }
}
