/// A probability for each label of the model, held inline so that passing it on allocates nothing.
///
/// Shape: `[count]`, in the order of the model's labels; at most ``capacity`` labels.
public struct Posterior: Sendable, Equatable {
    /// The most labels a model may have.
    public static let capacity = 8

    private var values: InlineArray<8, Float>
    /// The number of labels.
    public let count: Int

    /// A posterior of `count` zeros.
    ///
    /// - Precondition: `count` is in 1...``capacity``.
    public init(count: Int) {
        precondition((1...Self.capacity).contains(count), "a posterior holds 1 to 8 labels")
        self.values = InlineArray(repeating: 0)
        self.count = count
    }

    /// A posterior of the given probabilities.
    public init(_ probabilities: [Float]) {
        self.init(count: probabilities.count)
        for index in probabilities.indices { values[index] = probabilities[index] }
    }

    /// The probability of the label at `index`.
    public subscript(index: Int) -> Float {
        get {
            precondition(index < count)
            return values[index]
        }
        set {
            precondition(index < count)
            values[index] = newValue
        }
    }

    /// The index of the most probable label; the first of equals.
    public var argmax: Int {
        var best = 0
        for index in 1..<max(count, 1) where values[index] > values[best] { best = index }
        return best
    }

    /// Compares the probabilities in use, and nothing behind them.
    public static func == (a: Posterior, b: Posterior) -> Bool {
        guard a.count == b.count else { return false }
        for index in 0..<a.count where a.values[index] != b.values[index] { return false }
        return true
    }
}
