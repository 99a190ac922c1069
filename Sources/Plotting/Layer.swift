/// Something drawn on a panel.
public enum Layer: Sendable, Hashable {
    /// A line through points.
    case line(LineLayer)
    /// An area between two curves.
    case band(BandLayer)
    /// Columns of a histogram, or of a bar chart.
    case bars(BarsLayer)
    /// Rectangles, such as stretches of time.
    case boxes(BoxesLayer)
    /// A grid of coloured cells.
    case image(ImageLayer)
    /// Words.
    case labels([LabelLayer])
}

/// A line through points; a coordinate that is not a number interrupts it.
public struct LineLayer: Sendable, Hashable {
    /// How a line is drawn.
    public enum Dash: Int, Sendable {
        /// Without interruption.
        case solid = 1
        /// In dashes.
        case dashed = 2
        /// In dots.
        case dotted = 3
    }

    /// Horizontal positions, `[points]`.
    public var x: [Double]
    /// Vertical positions, `[points]`.
    public var y: [Double]
    /// The colour.
    public var colour: Colour
    /// Pixels; 0 draws the points alone.
    public var width: Double
    /// Whole, dashed or dotted.
    public var dash: Dash
    /// The diameter of a dot at each point, in pixels; 0 for none.
    public var dotSize: Double
    /// The name in the legend; nil leaves it out.
    public var name: String?
    /// Whether the axis on the right counts.
    public var usesRightAxis: Bool

    /// A line with every field given.
    ///
    /// - Precondition: `x` and `y` are equally long.
    public init(
        x: [Double], y: [Double], colour: Colour = .blue, width: Double = 2, dash: Dash = .solid,
        dotSize: Double = 0, name: String? = nil, usesRightAxis: Bool = false
    ) {
        precondition(x.count == y.count, "a point has two coordinates")
        self.x = x
        self.y = y
        self.colour = colour
        self.width = width
        self.dash = dash
        self.dotSize = dotSize
        self.name = name
        self.usesRightAxis = usesRightAxis
    }
}

/// The area between two curves; a coordinate that is not a number interrupts it.
public struct BandLayer: Sendable, Hashable {
    /// Horizontal positions, `[points]`.
    public var x: [Double]
    /// The lower curve, `[points]`.
    public var lower: [Double]
    /// The upper curve, `[points]`.
    public var upper: [Double]
    /// The colour.
    public var colour: Colour
    /// The name in the legend; nil leaves it out.
    public var name: String?

    /// A band with every field given.
    ///
    /// - Precondition: the three arrays are equally long.
    public init(x: [Double], lower: [Double], upper: [Double], colour: Colour, name: String? = nil) {
        precondition(x.count == lower.count && x.count == upper.count, "a band has two sides")
        self.x = x
        self.lower = lower
        self.upper = upper
        self.colour = colour
        self.name = name
    }
}

/// Columns that stand on zero.
public struct BarsLayer: Sendable, Hashable {
    /// The columns' centres, `[bars]`.
    public var x: [Double]
    /// Their heights, `[bars]`.
    public var heights: [Double]
    /// The width of each, in the unit of `x`.
    public var width: Double
    /// The colour.
    public var colour: Colour
    /// The name in the legend; nil leaves it out.
    public var name: String?

    /// Columns with every field given.
    ///
    /// - Precondition: `x` and `heights` are equally long.
    public init(x: [Double], heights: [Double], width: Double, colour: Colour = .blue, name: String? = nil) {
        precondition(x.count == heights.count, "a bar has a place and a height")
        self.x = x
        self.heights = heights
        self.width = width
        self.colour = colour
        self.name = name
    }
}

/// Filled rectangles below everything else, of one colour.
public struct BoxesLayer: Sendable, Hashable {
    /// One rectangle.
    public struct Box: Sendable, Hashable {
        /// From where to where along x.
        public var x: ClosedRange<Double>
        /// From where to where along y; nil for the whole height.
        public var y: ClosedRange<Double>?

        /// A rectangle; `y` nil is the whole height.
        public init(x: ClosedRange<Double>, y: ClosedRange<Double>? = nil) {
            self.x = x
            self.y = y
        }
    }

    /// The rectangles.
    public var boxes: [Box]
    /// The colour.
    public var colour: Colour
    /// The name in the legend; nil leaves it out.
    public var name: String?

    /// Rectangles with every field given.
    public init(_ boxes: [Box], colour: Colour, name: String? = nil) {
        self.boxes = boxes
        self.colour = colour
        self.name = name
    }
}

/// A grid of equal cells, coloured by the panel's ``Panel/ColourScale``.
public struct ImageLayer: Sendable, Hashable {
    /// The cells' numbers, `[rows][columns]`, the row with the smallest y first.
    ///
    /// A cell that is not a number stays empty.
    public var values: [Float]
    /// Cells along x.
    public var columns: Int
    /// The outer edges of the first and of the last column.
    public var x: ClosedRange<Double>
    /// The outer edges of the first and of the last row.
    public var y: ClosedRange<Double>

    /// Cells in a row.
    public var rows: Int { columns == 0 ? 0 : values.count / columns }

    /// A grid with every field given.
    ///
    /// - Precondition: `values` holds whole rows of `columns`.
    public init(values: [Float], columns: Int, x: ClosedRange<Double>, y: ClosedRange<Double>) {
        precondition(columns >= 0 && (columns == 0 ? values.isEmpty : values.count % columns == 0))
        self.values = values
        self.columns = columns
        self.x = x
        self.y = y
    }
}

/// Words at a place of a panel.
public struct LabelLayer: Sendable, Hashable {
    /// Where the place lies in the words.
    public enum Alignment: String, Sendable {
        /// They begin there.
        case left
        /// It is their middle.
        case center
        /// They end there.
        case right
    }

    /// What a place is counted in.
    public enum Place: Sendable, Hashable {
        /// In the units of the axes.
        case data(x: Double, y: Double)
        /// In shares of the panel, from the lower left corner.
        case panel(x: Double, y: Double)
    }

    /// The words.
    public var text: String
    /// Where they are.
    public var place: Place
    /// What of them is there.
    public var alignment: Alignment
    /// The colour.
    public var colour: Colour
    /// The size beside that of the axes' numbers.
    public var scale: Double

    /// Words with every field given.
    public init(
        _ text: String, at place: Place, alignment: Alignment = .center, colour: Colour = .ink,
        scale: Double = 1
    ) {
        self.text = text
        self.place = place
        self.alignment = alignment
        self.colour = colour
        self.scale = scale
    }
}
