internal import Plotting

extension ViewRenderer {
    /// The least time that a timeline shows, in seconds.
    private static let leastSeconds = 120
    /// Columns from one letter of a long stretch to the next.
    private static let letterPitch = 10

    func drawTimeline(_ state: ViewState, in area: Area, axis: Area, of grid: inout CellGrid) {
        guard area.width > 0 else { return }
        let bins = (Self.leastSeconds + area.width - 1) / area.width
        let columns = state.timeline.columns(area.width, binsPerColumn: bins)
        var (last, run) = (-1, 0)
        for (place, content) in columns.enumerated() {
            let column = area.columns.lowerBound + place
            guard case .emotion(let index, let confidence) = content, index < state.labels.count else {
                last = -1
                drawMark(content, row: area.rows.upperBound - 1, column: column, of: &grid)
                continue
            }
            run = index == last ? run + 1 : 0
            last = index
            let isLettered = theme.depth == .none || run % Self.letterPitch == 0
            drawColumn(
                state.labels[index], index: index, confidence, isLettered: isLettered, in: area,
                column: column, of: &grid)
        }
        drawAxis(secondsPerColumn: Int(EmotionTimeline.binSeconds) * bins, in: axis, of: &grid)
    }

    /// A column as high as the confidence, with its letter at the foot.
    private func drawColumn(
        _ label: String, index: Int, _ confidence: Double, isLettered: Bool, in area: Area, column: Int,
        of grid: inout CellGrid
    ) {
        let foot = area.rows.upperBound - 1
        let letter = EmotionColours.letter(of: label).unicodeScalars.first ?? "?"
        if isLettered { grid[foot, column] = Cell(letter, tagStyle(label, index: index)) }
        let eighths = Int((confidence * Double(area.height * 8)).rounded()) - 8
        let style = CellStyle(foreground: theme.colour(of: label, index: index))
        for above in (isLettered ? 1 : 0)..<max(area.height, 1) {
            let part = min(8, above == 0 ? 8 : eighths - 8 * (above - 1))
            guard part > 0 else { break }
            grid[foot - above, column] = Cell(theme.lowerBlock(eighths: part), style)
        }
    }

    private func drawMark(
        _ content: EmotionTimeline.Content, row: Int, column: Int, of grid: inout CellGrid
    ) {
        switch content {
        case .nothing, .emotion: break
        case .silence: grid[row, column] = Cell(theme.silenceMark, .faint)
        case .noise: grid[row, column] = Cell(theme.noiseMark, .faint)
        case .undecided: grid[row, column] = Cell(theme.undecidedMark)
        case .gap: grid[row, column] = Cell(theme.gapMark, CellStyle(foreground: theme.alarm, isBold: true))
        case .beginning: grid[row, column] = Cell(theme.beginningMark, .bold)
        }
    }

    /// A mark for each minute, or half a minute where there is room.
    private func drawAxis(secondsPerColumn: Int, in area: Area, of grid: inout CellGrid) {
        guard let row = area.rows.first else { return }
        grid.write("now", row: row, endingAt: area.columns.upperBound, .faint)
        let pitch = 60 / secondsPerColumn >= 30 ? 30 : 60
        var seconds = pitch
        while true {
            let column = area.columns.upperBound - 1 - seconds / secondsPerColumn
            guard column >= area.columns.lowerBound else { return }
            let text = "-\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
            if column + text.count < area.columns.upperBound - 4 {
                grid.write(text, row: row, column: column, .faint)
            }
            seconds += pitch
        }
    }
}
