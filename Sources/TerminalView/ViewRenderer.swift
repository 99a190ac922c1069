/// Draws a view: state, size and theme in, a picture of cells out.
///
/// Pure: the same view on the same terminal is the same picture.
package struct ViewRenderer: Sendable {
    /// What is drawn with.
    package var theme: Theme

    /// A renderer with a theme.
    package init(theme: Theme) {
        self.theme = theme
    }

    /// The picture of a view on a terminal of this size.
    package func picture(of view: WatchView, size: GridSize) -> CellGrid {
        var grid = CellGrid(size: size)
        let state = view.shown
        let headline = Headline(state)
        guard size.columns >= ViewLayout.smallest.columns, size.rows >= ViewLayout.smallest.rows else {
            drawSmall(state, headline, into: &grid)
            return grid
        }
        let longest = state.labels.map(\.count).reduce(Headline.longestWord, max)
        let layout = ViewLayout(
            size: size, labelCount: max(state.labels.count, 6), longestWord: min(longest, 12),
            canEnlarge: theme.hasBlocks)
        drawHeader(view, headline, hasFooter: !layout.footer.isEmpty, in: layout.header, of: &grid)
        drawHeadline(headline, state, layout, of: &grid)
        drawBars(view, headline, layout, of: &grid)
        drawLevel(state, in: layout.level, of: &grid)
        drawTimeline(state, in: layout.timeline, axis: layout.axis, of: &grid)
        drawPanel(view, in: layout.panel, of: &grid)
        drawFooter(view, in: layout.footer, of: &grid)
        if view.isHelpShown { drawHelp(state, of: &grid) }
        return grid
    }

    // MARK: - Header and footer

    private func drawHeader(
        _ view: WatchView, _ headline: Headline, hasFooter: Bool, in area: Area, of grid: inout CellGrid
    ) {
        let state = view.shown
        let row = area.rows.lowerBound
        let (mark, style) = mark(of: view)
        let end = area.columns.upperBound - mark.unicodeScalars.count - 1
        grid.write(mark, row: row, column: end + 1, style)
        var column = grid.write(hasFooter ? "undertone  " : "", row: row, column: 0, to: end, .bold)
        let health = hasFooter ? "" : "  " + health(of: state, isShort: true)
        let room = max(column, end - health.count)
        column = grid.write(input(of: state, columns: room - column), row: row, column: column, to: room)
        grid.write(health, row: row, column: column, to: end, .faint)
    }

    private func mark(of view: WatchView) -> (String, CellStyle) {
        if view.isFrozen { return (" frozen ", CellStyle(isBold: true, isReversed: true)) }
        let dot = "\(theme.dot) "
        switch view.shown.connection {
        case .live: return (dot + "live", CellStyle(foreground: theme.wellbeing, isBold: true))
        case .ended: return (dot + "ended", CellStyle(isBold: true))
        case .connecting, .reconnecting:
            return (dot + "not live", CellStyle(foreground: theme.alarm, isBold: true))
        }
    }

    /// The input's name, and its rate where there is room for all of it.
    private func input(of state: ViewState, columns: Int) -> String {
        // Of a file its name; the folders before it would push it out of sight.
        let name =
            state.inputName.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? "no input yet"
        guard let rate = state.inputRateHz else { return name }
        let kilohertz = Double(rate) / 1000
        let text = kilohertz == kilohertz.rounded() ? " \(rate / 1000) kHz" : " \(kilohertz) kHz"
        return name.count + text.count <= columns ? name + text : name
    }

    private func health(of state: ViewState, isShort: Bool = false) -> String {
        let lag = state.reading?.lagMilliseconds.map { "\(Int(max(0, $0).rounded())) ms" } ?? theme.dash
        let gap = isShort ? " " : "  "
        var text = "lag \(lag)\(gap)\(isShort ? "lost" : "dropped lines") \(state.missedLines)"
        if state.gaps.count > 0, !isShort { text += "\(gap)gaps \(state.gaps.count)" }
        return text
    }

    private func drawFooter(_ view: WatchView, in area: Area, of grid: inout CellGrid) {
        guard let row = area.rows.first else { return }
        let health = health(of: view.shown)
        let isBad = view.shown.missedLines > 0 || view.shown.gaps.count > 0
        let style = isBad ? CellStyle(foreground: theme.warning) : .faint
        let column = grid.write(health, row: row, column: 0, style)
        let scale = view.isLogarithmic ? "linear" : "log"
        let keys = ["q quit", "space \(view.isFrozen ? "go on" : "freeze")", "l \(scale)", "? help"]
        // What does not fit is left out from the front: `? help` explains the rest.
        for first in keys.indices {
            let text = keys[first...].joined(separator: "  ")
            guard text.count + column + 2 <= grid.size.columns else { continue }
            return grid.write(text, row: row, endingAt: grid.size.columns, .faint)
        }
    }

    // MARK: - The emotion

    private func drawHeadline(
        _ headline: Headline, _ state: ViewState, _ layout: ViewLayout, of grid: inout CellGrid
    ) {
        let percent = headline.percent.map { " \($0)%" } ?? ""
        let style = style(of: headline, state)
        let row = layout.label.rows.lowerBound
        if layout.letterScale == 0 {
            let text = "\(headline.word)\(percent.isEmpty ? "" : percent.dropLast() + " %")"
            let column = grid.write(text, row: row, column: 1, style)
            grid.write(
                theme.separator + headline.detail, row: row, column: column,
                to: layout.label.columns.upperBound, .faint)
            return
        }
        BlockLetters(scale: layout.letterScale).draw(
            headline.word + percent, into: &grid, row: row, column: 1, style, theme: theme)
        guard let caption = layout.caption.rows.first else { return }
        let word = headline.percent.map { "\(headline.word) \($0) %" } ?? headline.word
        let column = grid.write(word, row: caption, column: 1, .bold)
        grid.write(
            theme.separator + headline.detail, row: caption, column: column,
            to: layout.caption.columns.upperBound, .faint)
    }

    private func style(of headline: Headline, _ state: ViewState) -> CellStyle {
        guard let index = headline.emotion else { return .faint }
        return CellStyle(foreground: theme.colour(of: state.labels[index], index: index), isBold: true)
    }

    /// A terminal on which not everything has its place: the emotion first, then bars.
    private func drawSmall(_ state: ViewState, _ headline: Headline, into grid: inout CellGrid) {
        let text = headline.percent.map { "\(headline.word) \($0) %" } ?? headline.word
        grid.write(text, row: 0, column: 0, style(of: headline, state))
        for (index, label) in state.labels.enumerated() where index + 1 < grid.size.rows {
            let percent = Int((100 * state.bars.values[index]).rounded())
            grid.write(
                "\(label.prefix(1).uppercased()) \(percent) %", row: index + 1, column: 0,
                CellStyle(foreground: theme.colour(of: label, index: index)))
        }
    }
}
