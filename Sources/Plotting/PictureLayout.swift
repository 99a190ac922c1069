/// Where the axes of each panel lie, in pixels from the lower left corner.
///
/// Laid out here and not by gnuplot, so that the axes of a column stand exactly below each other, whatever
/// numbers, legends and colour bars they carry.
struct PictureLayout {
    /// The axes of one panel, and the cell that they and their words share.
    struct Frame: Equatable {
        var left: Double
        var right: Double
        var bottom: Double
        var top: Double
        /// The left edge of the cell: vertical words stand along it.
        var outerLeft: Double
        /// The bottom of the cell.
        var outerBottom: Double
    }

    /// `[rows][panels]`.
    private(set) var frames: [[Frame]] = []

    init(_ picture: Picture) {
        let columnCount = picture.rows.map(\.panels.count).max() ?? 0
        guard columnCount > 0 else { return }
        let columns = (0..<columnCount).map { column in
            picture.rows.compactMap { $0.panels.indices.contains(column) ? $0.panels[column] : nil }
        }
        let left = columns.map { $0.map(Self.leftMargin).max() ?? 0 }
        let right = columns.map { $0.map(Self.rightMargin).max() ?? 0 }
        let above = picture.rows.map { $0.panels.map(Self.topMargin).max() ?? 0 }
        let below = picture.rows.map { $0.panels.map(Self.bottomMargin).max() ?? 0 }
        let axesWidth = max(
            20, (Double(picture.width) - sum(left) - sum(right)) / Double(columnCount))
        let header = picture.title == nil ? 6.0 : picture.subtitle == nil ? 44 : 66
        let weights = picture.rows.map(\.height)
        let room = max(
            20 * Double(weights.count), Double(picture.height) - header - sum(above) - sum(below))
        var top = Double(picture.height) - header
        for (row, panels) in picture.rows.map(\.panels).enumerated() {
            let height = room * weights[row] / max(sum(weights), 1e-9)
            let (high, low) = (top - above[row], top - above[row] - height)
            top = low - below[row]
            var edge = 0.0
            var line: [Frame] = []
            for (column, panel) in panels.enumerated() {
                let start = edge + left[column]
                var frame = Frame(
                    left: start, right: start + axesWidth, bottom: low, top: high, outerLeft: edge,
                    outerBottom: top)
                if panel.isSquare { frame.makeSquare() }
                line.append(frame)
                edge = start + axesWidth + right[column]
            }
            frames.append(line)
        }
    }

    private static func leftMargin(_ panel: Panel) -> Double {
        let numbers =
            switch panel.y.ticks {
            case .none: 14.0
            case _ where !panel.y.hasNumbers: 20.0
            case .automatic, .every: 56.0
            case .at(let ticks): 26 + 7.2 * Double(ticks.map(\.text.count).max() ?? 0)
            }
        return numbers + (panel.y.label == nil ? 0 : 24)
    }

    private static func rightMargin(_ panel: Panel) -> Double {
        var margin = 18.0
        if panel.right != nil { margin += 66 }
        if panel.colours?.label != nil { margin += 82 }
        if panel.legend == .outside { margin += 44 + 7.6 * Double(panel.longestName) }
        return margin
    }

    private static func topMargin(_ panel: Panel) -> Double { panel.title == nil ? 10 : 32 }

    private static func bottomMargin(_ panel: Panel) -> Double {
        let numbers = panel.x.ticks == .none ? 8.0 : panel.x.hasNumbers ? 28 : 10
        return numbers + (panel.x.label == nil ? 0 : 24)
    }
}

extension PictureLayout.Frame {
    /// Keeps the middle of the longer axis.
    fileprivate mutating func makeSquare() {
        let (width, height) = (right - left, top - bottom)
        let side = min(width, height)
        left += (width - side) / 2
        right = left + side
        // The words stand as close to the axes as before.
        outerLeft += (width - side) / 2
        bottom += height - side
        outerBottom += height - side
    }
}

extension Panel {
    /// The length of the longest name in the legend.
    fileprivate var longestName: Int { layers.compactMap(\.name).map(\.count).max() ?? 0 }
}

extension Layer {
    /// What the legend calls it.
    var name: String? {
        switch self {
        case .line(let line): line.name
        case .band(let band): band.name
        case .bars(let bars): bars.name
        case .boxes(let boxes): boxes.name
        case .image, .labels: nil
        }
    }
}

private func sum(_ values: [Double]) -> Double { values.reduce(0, +) }
