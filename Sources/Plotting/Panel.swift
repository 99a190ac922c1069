/// One pair of axes with what is drawn between them.
public struct Panel: Sendable, Hashable {
    /// Where the names of the layers are listed.
    public enum Legend: Sendable, Hashable {
        /// Nowhere.
        case none
        /// Beside the axes, on the right.
        case outside
        /// In a corner of the axes.
        case topLeft, topRight, bottomLeft, bottomRight
    }

    /// The colours of the panel's ``ImageLayer`` and what they stand for.
    public struct ColourScale: Sendable, Hashable {
        /// From numbers to colours.
        public var map: ColourMap
        /// The numbers of the first and of the last colour.
        public var range: ClosedRange<Double>
        /// What stands beside the bar, with the unit; nil leaves the bar out.
        public var label: String?

        /// A scale with every field given.
        public init(_ map: ColourMap, range: ClosedRange<Double>, label: String?) {
            self.map = map
            self.range = range
            self.label = label
        }
    }

    /// What stands above the axes.
    public var title: String?
    /// The horizontal axis.
    public var x: Axis
    /// The vertical axis.
    public var y: Axis
    /// A second vertical axis, on the right, for lines that ask for it.
    public var right: Axis?
    /// What is drawn, the first at the bottom.
    public var layers: [Layer]
    /// Where the layers' names are listed.
    public var legend: Legend
    /// The colours of the image.
    public var colours: ColourScale?
    /// Whether both axes are equally long, as a matrix wants it.
    public var isSquare: Bool

    /// A panel with every field given.
    public init(
        title: String? = nil, x: Axis, y: Axis, right: Axis? = nil, layers: [Layer], legend: Legend = .none,
        colours: ColourScale? = nil, isSquare: Bool = false
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.right = right
        self.layers = layers
        self.legend = legend
        self.colours = colours
        self.isSquare = isSquare
    }
}

/// One axis of a panel.
public struct Axis: Sendable, Hashable {
    /// Where numbers stand along an axis.
    public enum Ticks: Sendable, Hashable {
        /// Where gnuplot finds them useful.
        case automatic
        /// At multiples of a step.
        case every(Double)
        /// At these positions, with these words.
        case at([Tick])
        /// None at all.
        case none
    }

    /// A mark with words.
    public struct Tick: Sendable, Hashable {
        /// Where it is.
        public var position: Double
        /// What stands there.
        public var text: String

        /// A mark at `position`.
        public init(_ position: Double, _ text: String) {
            self.position = position
            self.text = text
        }
    }

    /// What is counted, with its unit: `frequency (kHz)`.
    public var label: String?
    /// The ends; nil where the data decide.
    public var range: ClosedRange<Double>?
    /// Where numbers stand.
    public var ticks: Ticks
    /// Whether equal ratios are equally long.
    public var isLogarithmic: Bool
    /// Whether the larger numbers are below, or on the left.
    public var isReversed: Bool
    /// Whether lines across the panel lead to the ticks.
    public var hasGrid: Bool
    /// Whether the ticks carry their numbers or words; without, another panel has them.
    public var hasNumbers = true

    /// An axis with every field given.
    public init(
        _ label: String? = nil, range: ClosedRange<Double>? = nil, ticks: Ticks = .automatic,
        isLogarithmic: Bool = false, isReversed: Bool = false, hasGrid: Bool = true
    ) {
        self.label = label
        self.range = range
        self.ticks = ticks
        self.isLogarithmic = isLogarithmic
        self.isReversed = isReversed
        self.hasGrid = hasGrid
    }

    /// The same axis where another panel carries its numbers and its name.
    public var unlabelled: Axis {
        var axis = self
        axis.label = nil
        axis.hasNumbers = false
        return axis
    }
}
