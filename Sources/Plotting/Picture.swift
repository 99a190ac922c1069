/// A picture: panels in rows and columns under one title.
///
/// A description only; ``write(to:)`` has gnuplot draw it.
public struct Picture: Sendable, Hashable {
    /// Panels that stand beside each other.
    public struct Row: Sendable, Hashable {
        /// The panels, from the left.
        public var panels: [Panel]
        /// The height of its axes among the rows'.
        public var height: Double

        /// A row of panels; `height` counts against the other rows'.
        public init(_ panels: [Panel], height: Double = 1) {
            self.panels = panels
            self.height = height
        }
    }

    /// What stands above everything; nil for nothing.
    public var title: String?
    /// A smaller line below the title.
    public var subtitle: String?
    /// The rows, from the top.
    public var rows: [Row]
    /// Pixels.
    public var width: Int
    /// Pixels.
    public var height: Int

    /// A picture of several rows.
    public init(title: String?, subtitle: String? = nil, rows: [Row], width: Int = 1200, height: Int = 800) {
        self.title = title
        self.subtitle = subtitle
        self.rows = rows
        self.width = width
        self.height = height
    }

    /// A picture of one panel.
    public init(
        title: String?, subtitle: String? = nil, panel: Panel, width: Int = 1200, height: Int = 800
    ) {
        self.init(
            title: title, subtitle: subtitle, rows: [Row([panel])], width: width, height: height)
    }

    /// A picture of equal panels in reading order, `columns` to a row.
    public init(
        title: String?, subtitle: String? = nil, panels: [Panel], columns: Int, width: Int = 1200,
        height: Int = 800
    ) {
        let rows = stride(from: 0, to: panels.count, by: max(columns, 1)).map {
            Row(Array(panels[$0..<min($0 + max(columns, 1), panels.count)]))
        }
        self.init(title: title, subtitle: subtitle, rows: rows, width: width, height: height)
    }
}
