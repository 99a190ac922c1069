internal import Plotting

extension ViewRenderer {
    /// The last utterances, the newest first, and how the monitor does.
    func drawPanel(_ view: WatchView, in area: Area, of grid: inout CellGrid) {
        guard area.height >= 2 else { return }
        let state = view.shown
        let (top, left) = (area.rows.lowerBound, area.columns.lowerBound)
        let end = area.columns.upperBound
        grid.write("Utterances", row: top, column: left, to: end, .bold)
        var details = details(of: view)
        // Utterances come first: details only where three of them fit as well.
        if area.height < details.count + 6 { details = [] }
        let room = area.height - 1 - (details.isEmpty ? 0 : details.count + 1)
        for (offset, passage) in state.utterances.reversed().prefix(room).enumerated() {
            draw(passage, state, row: top + 1 + offset, column: left, to: end, of: &grid)
        }
        if state.utterances.isEmpty { grid.write("none yet", row: top + 1, column: left, to: end, .faint) }
        for (offset, detail) in details.enumerated() {
            let row = area.rows.upperBound - details.count + offset
            grid.write(detail.name, row: row, column: left, to: end, .faint)
            grid.write(detail.text, row: row, column: left + 9, to: end)
        }
    }

    private func draw(
        _ passage: Passage, _ state: ViewState, row: Int, column: Int, to end: Int, of grid: inout CellGrid
    ) {
        let index = state.labels.firstIndex(of: passage.emotion) ?? 0
        var column = grid.write(Self.clock(passage.start), row: row, column: column, to: end, .faint) + 1
        grid.write(
            " \(EmotionColours.letter(of: passage.emotion)) ", row: row, column: column, to: end,
            tagStyle(passage.emotion, index: index))
        column += 4
        grid.write(passage.emotion, row: row, column: column, to: min(end, column + 9))
        column += 10
        let percent = "\(Int((100 * passage.confidence).rounded())) %"
        grid.write(percent, row: row, column: column + 5 - percent.count, to: end)
        let seconds = "\(((passage.end - passage.start) * 10).rounded() / 10) s"
        grid.write(seconds, row: row, column: column + 13 - seconds.count, to: end, .faint)
    }

    private func details(of view: WatchView) -> [(name: String, text: String)] {
        let state = view.shown
        var details: [(name: String, text: String)] = []
        if let greeting = state.greeting { details.append(("model", greeting.model)) }
        details.append(("position", Self.clock(state.position)))
        if let load = state.load { details.append(("load", "\((load * 1000).rounded() / 10) % of a core")) }
        if let bytes = state.residentBytes { details.append(("memory", "\(bytes / 1_000_000) MB")) }
        details.append(("lost", "\(state.gaps.count) gaps, \((state.gaps.seconds * 10).rounded() / 10) s"))
        details.append(("bars", view.isLogarithmic ? "logarithmic, from 0.1 %" : "linear"))
        return details
    }

    /// Seconds as hours, minutes and seconds, eight columns wide up to a hundred hours.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 1e9))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(whole / 3600)):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }

    // MARK: - Help

    /// A box with the keys and what letters and marks mean.
    func drawHelp(_ state: ViewState, of grid: inout CellGrid) {
        let width = min(grid.size.columns, 60)
        let lines = helpLines(state, width: width - 4)
        let height = min(grid.size.rows, lines.count + 2)
        let box = Area(
            row: (grid.size.rows - height) / 2, column: (grid.size.columns - width) / 2, height: height,
            width: width)
        grid.fill(box)
        drawBorder(box, of: &grid)
        for (offset, line) in lines.prefix(height - 2).enumerated() {
            grid.write(
                line, row: box.rows.lowerBound + 1 + offset, column: box.columns.lowerBound + 2,
                to: box.columns.upperBound - 2)
        }
    }

    private func drawBorder(_ box: Area, of grid: inout CellGrid) {
        let border = theme.border
        let (top, bottom) = (box.rows.lowerBound, box.rows.upperBound - 1)
        let (left, right) = (box.columns.lowerBound, box.columns.upperBound - 1)
        for column in box.columns {
            grid[top, column] = Cell(border.horizontal)
            grid[bottom, column] = Cell(border.horizontal)
        }
        for row in box.rows {
            grid[row, left] = Cell(border.vertical)
            grid[row, right] = Cell(border.vertical)
        }
        for (corner, (row, column)) in zip(
            border.corners, [(top, left), (top, right), (bottom, left), (bottom, right)])
        { grid[row, column] = Cell(corner) }
        grid.write(" help ", row: top, column: left + 2, to: right, .bold)
    }

    private func helpLines(_ state: ViewState, width: Int) -> [String] {
        let keys = ["q quit", "space freeze", "l log scale", "? help"]
        let letters = state.labels.map { "\(EmotionColours.letter(of: $0)) \($0)" }
        let marks = [
            "\(theme.silenceMark) silence", "\(theme.noiseMark) noise", "\(theme.undecidedMark) undecided",
            "\(theme.gapMark) lost", "\(theme.beginningMark) start",
        ]
        return [keys, letters, marks].flatMap { Self.wrap($0, width: width) }
            + Self.wrap("An estimate of what the voice expresses, not of what is felt.", width: width)
    }

    /// Words on as few lines as they need.
    private static func wrap(_ text: String, width: Int) -> [String] {
        wrap(text.split(separator: " ").map(String.init), gap: " ", width: width)
    }

    private static func wrap(_ parts: [String], gap: String = "  ", width: Int) -> [String] {
        var lines: [String] = []
        for part in parts {
            if let last = lines.last, last.count + gap.count + part.count <= width {
                lines[lines.count - 1] = last + gap + part
            } else {
                lines.append(part)
            }
        }
        return lines
    }
}
