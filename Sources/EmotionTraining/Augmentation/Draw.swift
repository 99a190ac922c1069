/// One part of the augmentation: how often it happens, and how strongly.
public struct Draw: Sendable, Hashable {
    /// The share of clips that it happens to, 0 to 1.
    public var probability: Float
    /// The strength, drawn uniformly; the unit is the option's.
    public var range: ClosedRange<Float>

    /// Makes a draw.
    ///
    /// - Parameters:
    ///   - probability: The share of clips that it happens to, 0 to 1.
    ///   - range: The strength, drawn uniformly.
    public init(probability: Float, range: ClosedRange<Float>) {
        self.probability = probability
        self.range = range
    }

    /// A part that never happens.
    public static let never = Draw(probability: 0, range: 0...0)

    /// A part that always happens with this one strength.
    public static func always(_ value: Float) -> Draw { Draw(probability: 1, range: value...value) }

    /// The strength for this clip, or nil where the part does not happen to it.
    func value(using random: inout KeyedRandom) -> Float? {
        random.chance(probability) ? random.uniform(in: range) : nil
    }
}
