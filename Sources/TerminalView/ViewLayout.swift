/// Where each part of the view goes on a terminal of some size.
///
/// From 40×10 upwards every part has its place; what a larger terminal adds comes in a fixed order, so that a window
/// being dragged grows calmly.
package struct ViewLayout: Sendable, Equatable {
    /// The smallest terminal on which everything has its place.
    package static let smallest = GridSize(columns: 40, rows: 10)
    /// Columns of the list beside the rest, from ``widthWithPanel`` on.
    private static let (panelWidth, widthWithPanel, heightWithPanel) = (38, 110, 20)

    /// The input and how it stands with the stream.
    package private(set) var header: Area
    /// The emotion.
    package private(set) var label: Area
    /// How large its letters are; 0 for ordinary text.
    package private(set) var letterScale = 0
    /// What stands below large letters.
    package private(set) var caption: Area
    /// The bars.
    package private(set) var bars: Area
    /// Rows from one bar to the next.
    package private(set) var barPitch = 1
    /// Rows of a bar.
    package private(set) var barHeight = 1
    /// Bars side by side.
    package private(set) var barColumns = 1
    /// The level.
    package private(set) var level: Area
    /// The last minutes, and their axis where there is room.
    package private(set) var timeline: Area
    /// The timeline's axis.
    package private(set) var axis: Area
    /// Utterances and the monitor's health; empty on small terminals.
    package private(set) var panel: Area
    /// Lag, losses and keys; empty on the smallest.
    package private(set) var footer: Area

    /// The parts, none over another.
    package var parts: [Area] { [header, label, caption, bars, level, timeline, axis, panel, footer] }

    /// A layout for `labelCount` bars and words of at most `longestWord` letters.
    ///
    /// - Parameter canEnlarge: whether there are characters for large letters.
    package init(size: GridSize, labelCount: Int, longestWord: Int, canEnlarge: Bool) {
        var plan = RowPlan(rows: size.rows, bars: max(1, labelCount))
        let hasPanel = size.columns >= Self.widthWithPanel && size.rows >= Self.heightWithPanel
        let width = hasPanel ? size.columns - Self.panelWidth - 2 : size.columns
        let scales = canEnlarge ? [1, 2, 3, 4] : [2, 4]
        // The longest word with " 100%" behind it: the picture must not jump when the label changes.
        let room = scales.filter { BlockLetters(scale: $0).columns(longestWord + 4) <= width - 2 }
        plan.spend(scales: room, mayList: !hasPanel)
        letterScale = plan.letterScale
        barPitch = plan.barPitch
        barHeight = plan.barHeight
        barColumns = plan.barColumns

        var row = 0
        func take(_ height: Int, _ width: Int, gap: Int = 0) -> Area {
            defer { row += height + gap }
            return Area(row: row, column: 0, height: height, width: width)
        }
        header = take(1, size.columns, gap: plan.gaps[0])
        let top = row
        label = take(plan.labelRows, width)
        caption = take(plan.captionRows, width, gap: plan.gaps[1])
        bars = take(plan.barRows, width, gap: plan.gaps[2])
        level = take(1, width, gap: plan.gaps[3])
        panel = Area(
            row: top, column: width + 2, height: hasPanel ? level.rows.upperBound - top : 0,
            width: Self.panelWidth)
        timeline = take(plan.timelineRows, size.columns)
        axis = take(plan.axisRows, size.columns, gap: plan.listRows > 0 ? 1 : 0)
        if plan.listRows > 0 { panel = take(plan.listRows, size.columns) }
        footer = Area(
            row: size.rows - plan.footerRows, column: 0, height: plan.footerRows, width: size.columns)
    }
}

/// Rows given to each part: first what must be, then what is nice, in this order.
private struct RowPlan {
    private(set) var letterScale = 0
    private(set) var labelRows = 1
    private(set) var captionRows = 0
    private(set) var barColumns = 1
    private(set) var barPitch = 1
    private(set) var barHeight = 1
    private(set) var timelineRows = 1
    private(set) var axisRows = 0
    private(set) var listRows = 0
    private(set) var footerRows = 0
    /// Blank rows after the header, the label, the bars and the level.
    private(set) var gaps = [0, 0, 0, 0]
    private let bars: Int
    private let rows: Int
    /// Rows that nobody has yet.
    private var left: Int

    init(rows: Int, bars: Int) {
        self.rows = rows
        self.bars = bars
        // Header, label, level, timeline.
        left = rows - 4
        while (bars + barColumns - 1) / barColumns > max(left, 1), barColumns < bars { barColumns += 1 }
        left -= (bars + barColumns - 1) / barColumns
    }

    var barRows: Int { ((bars + barColumns - 1) / barColumns) * barPitch - (barPitch - barHeight) }

    /// Gives out what is left.
    mutating func spend(scales: [Int], mayList: Bool) {
        if buy(1) { footerRows = 1 }
        if buy(1) { axisRows = 1 }
        enlarge(to: scales.first)
        for index in [1, 3, 0, 2] where buy(1) { gaps[index] = 1 }
        grow(to: 3)
        enlarge(to: scales.last { $0 <= 2 })
        grow(to: 6)
        if barColumns == 1, buy(bars - 1) { barPitch = 2 }
        enlarge(to: scales.last { $0 <= 3 })
        if barPitch == 2, buy(bars) { (barPitch, barHeight) = (3, 2) }
        grow(to: rows / 5)
        enlarge(to: scales.last)
        if mayList, left >= 5 {
            listRows = min(left - 1, 12)
            left -= listRows + 1
        }
        grow(to: rows / 4)
        for index in [1, 2, 3] where buy(1) { gaps[index] += 1 }
        grow(to: rows)
    }

    private mutating func buy(_ price: Int) -> Bool {
        guard left >= price else { return false }
        left -= price
        return true
    }

    private mutating func grow(to most: Int) {
        while timelineRows < most, buy(1) { timelineRows += 1 }
    }

    /// Larger letters, with a caption below them.
    private mutating func enlarge(to scale: Int?) {
        guard let scale, scale > letterScale else { return }
        let wanted = BlockLetters(scale: scale).rows + 1
        guard buy(wanted - labelRows - captionRows) else { return }
        letterScale = scale
        labelRows = wanted - 1
        captionRows = 1
    }
}
