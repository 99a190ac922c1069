internal import Plotting

/// The pictures of an evaluation, from plain arrays.
///
/// Each is a description; `write(to:)` draws it. Shares are 0–1 everywhere and shown as percentages.
public enum ReportPictures {
    /// A curve with a name and, where there is one, its interval.
    public struct Curve: Sendable, Hashable {
        /// What the legend calls it.
        public var name: String
        /// Horizontal positions, `[points]`.
        public var x: [Double]
        /// Values, `[points]`; a value that is not a number interrupts the curve.
        public var y: [Double]
        /// The lower end of the interval, `[points]`; nil for none.
        public var lower: [Double]?
        /// The upper end of the interval, `[points]`; nil for none.
        public var upper: [Double]?

        /// A curve with every field given.
        ///
        /// - Precondition: all arrays are equally long.
        public init(
            _ name: String, x: [Double], y: [Double], lower: [Double]? = nil, upper: [Double]? = nil
        ) {
            precondition([y, lower, upper].allSatisfy { $0 == nil || $0?.count == x.count })
            self.name = name
            self.x = x
            self.y = y
            self.lower = lower
            self.upper = upper
        }

        /// The curve's layers, its interval below it, in the colour of its place among others.
        func layers(colour: Colour, dotSize: Double = 0, width: Double = 2.2) -> [Layer] {
            let line = LineLayer(
                x: x, y: y.map { 100 * $0 }, colour: colour, width: width, dotSize: dotSize, name: name)
            guard let lower, let upper else { return [.line(line)] }
            let band = BandLayer(
                x: x, lower: lower.map { 100 * $0 }, upper: upper.map { 100 * $0 },
                colour: colour.opacity(0.18))
            return [.band(band), .line(line)]
        }
    }

    /// The layers of several curves: all intervals, then all lines, so that no interval hides a line.
    static func layers(of curves: [Curve], dotSize: Double = 0) -> [Layer] {
        let all = curves.enumerated().flatMap {
            $1.layers(colour: .series($0), dotSize: dotSize)
        }
        func isBand(_ layer: Layer) -> Bool { if case .band = layer { true } else { false } }
        return all.filter(isBand) + all.filter { !isBand($0) }
    }

    /// A dashed line of chance, or of perfection.
    static func guide(from: (x: Double, y: Double), to: (x: Double, y: Double), name: String?) -> Layer {
        .line(
            LineLayer(
                x: [from.x, to.x], y: [from.y, to.y], colour: .axis, width: 1.4, dash: .dashed, name: name))
    }

    /// A vertical axis of percentages.
    static func percent(_ label: String, range: ClosedRange<Double>? = 0...100) -> Axis {
        Axis(label, range: range)
    }
}
