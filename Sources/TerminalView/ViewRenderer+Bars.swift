internal import Glibc
internal import Plotting

extension ViewRenderer {
    /// The smallest probability that a bar on a logarithmic scale shows.
    static let smallestProbability = 0.001

    /// How much of its bar a probability fills, 0–1.
    static func fill(_ probability: Double, isLogarithmic: Bool) -> Double {
        let value = min(1, max(0, probability))
        guard isLogarithmic else { return value }
        guard value > smallestProbability else { return 0 }
        return 1 - log10(value) / log10(smallestProbability)
    }

    func drawBars(_ view: WatchView, _ headline: Headline, _ layout: ViewLayout, of grid: inout CellGrid) {
        let state = view.shown
        let rowsPerColumn = max(1, (layout.bars.height + layout.barPitch - 1) / layout.barPitch)
        let width = layout.bars.width / layout.barColumns
        for (index, label) in state.labels.enumerated() {
            let row = layout.bars.rows.lowerBound + index % rowsPerColumn * layout.barPitch
            let column = layout.bars.columns.lowerBound + index / rowsPerColumn * width
            guard row < layout.bars.rows.upperBound, column + width <= grid.size.columns else { return }
            let isShown = headline.emotion == index
            drawTag(label, index: index, row: row, column: column, of: &grid)
            let nameWidth = width < 24 ? 0 : min(9, state.labels.map(\.count).max() ?? 0)
            let start = column + 4 + (nameWidth > 0 ? nameWidth + 1 : 0)
            grid.write(label, row: row, column: column + 4, to: start - 1, isShown ? .bold : .plain)
            let end = column + width - 6
            let probability = state.bars.values[index]
            for line in row..<min(row + layout.barHeight, layout.bars.rows.upperBound) {
                drawBar(
                    Self.fill(probability, isLogarithmic: view.isLogarithmic), row: line, from: start,
                    to: end,
                    CellStyle(foreground: theme.colour(of: label, index: index)), of: &grid)
            }
            grid.write(
                Self.percent(probability), row: row, endingAt: end + 6,
                isShown ? .bold : probability > 0 ? .plain : .faint)
        }
    }

    /// The letter of an emotion on its colour.
    private func drawTag(_ label: String, index: Int, row: Int, column: Int, of grid: inout CellGrid) {
        grid.write(
            " \(EmotionColours.letter(of: label)) ", row: row, column: column, tagStyle(label, index: index))
    }

    /// A letter on the colour of its emotion; without colours it stands by itself.
    func tagStyle(_ label: String, index: Int) -> CellStyle {
        guard let colour = theme.colour(of: label, index: index) else { return .bold }
        return CellStyle(foreground: colour.contrastingText, background: colour, isBold: true)
    }

    /// A horizontal bar in eighths of a cell.
    private func drawBar(
        _ share: Double, row: Int, from start: Int, to end: Int, _ style: CellStyle, of grid: inout CellGrid
    ) {
        let eighths = Int((share * Double(max(0, end - start) * 8)).rounded())
        for column in start..<max(start, end) {
            let part = min(8, eighths - 8 * (column - start))
            guard part > 0 else { break }
            grid[row, column] = Cell(theme.leftBlock(eighths: part), style)
        }
    }

    /// A probability in percent, with a decimal where it would be lost.
    private static func percent(_ probability: Double) -> String {
        let percent = 100 * probability
        if percent < 0.05 { return "0 %" }
        if percent < 9.95 { return "\((percent * 10).rounded() / 10) %" }
        return "\(Int(percent.rounded())) %"
    }

    // MARK: - Level

    func drawLevel(_ state: ViewState, in area: Area, of grid: inout CellGrid) {
        guard let row = area.rows.first else { return }
        let sound = state.reading?.state
        grid.write(
            sound?.rawValue ?? theme.dash, row: row, column: 1, to: 9,
            sound == .speech ? .bold : .faint)
        let (start, end) = (9, area.columns.upperBound - 9)
        let meter = state.meter
        let share = { (level: Double) in 1 - level / LevelDisplay.lowestDBFS }
        let eighths = Int((share(meter.levelDBFS) * Double((end - start) * 8)).rounded())
        for column in start..<end {
            let level = LevelDisplay.lowestDBFS * (1 - Double(column - start + 1) / Double(end - start))
            let part = min(8, max(0, eighths - 8 * (column - start)))
            // Where it will be full, so that one sees how far it could go.
            let mark = part > 0 ? theme.leftBlock(eighths: part) : theme.silenceMark
            let colour = level > -3 ? theme.alarm : level > -12 ? theme.warning : theme.wellbeing
            grid[row, column] = Cell(mark, part > 0 ? CellStyle(foreground: colour) : .faint)
        }
        if meter.peakDBFS > LevelDisplay.lowestDBFS {
            let column = start + min(end - start - 1, Int(share(meter.peakDBFS) * Double(end - start)))
            if column - start >= (eighths + 7) / 8 { grid[row, column] = Cell(theme.peakMark, .bold) }
        }
        if meter.isClipping {
            let style = CellStyle(foreground: theme.alarm, isBold: true, isReversed: true)
            grid.write(" CLIP ", row: row, endingAt: area.columns.upperBound, style)
        } else {
            let level = state.reading?.levelDBFS.map { "\(Int($0.rounded())) dB" } ?? theme.dash
            grid.write(level, row: row, endingAt: area.columns.upperBound)
        }
    }
}
