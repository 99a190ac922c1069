/// A network table of `make_lstm.py`: PyTorch's passes in float64 over 500 steps.
///
/// The header of the script says what each array holds.
public struct GoldenNetwork: Sendable {
    /// The arrays as stored.
    public let table: GoldenTable
    private let name: String

    /// Reads `Golden/<name>.golden` beside EmotionModel's tests: "lstm", "attention", "reference" or "attention_large".
    public init(_ name: String, from source: String = #filePath) {
        self.name = name
        table = GoldenTable("../EmotionModelTests/Golden/\(name).golden", besides: source)
    }

    /// Values per step.
    public var inputSize: Int { table.integers("sizes")[0] }
    /// Units of the LSTM.
    public var hiddenSize: Int { table.integers("sizes")[1] }
    /// Steps of the pass.
    public var stepCount: Int { 500 }
    /// The steps at which states are stored, in order.
    public var keptSteps: [Int] { table.integers("steps") }

    /// The input, `[500][inputSize]`.
    public var input: [Float] { GoldenTable.hashed("\(name)/input", count: stepCount * inputSize) }

    /// What the LSTM's loss multiplies h with, `[500][hiddenSize]`.
    public var outputWeights: [Float] {
        GoldenTable.hashed("\(name)/output_weights", count: stepCount * hiddenSize)
    }

    /// The parameter of that (PyTorch) name, row-major.
    public func parameter(_ parameter: String, count: Int) -> [Float] {
        GoldenTable.hashed(
            "\(name)/\(parameter)", count: count, scale: table.floats("\(parameter).scale")[0])
    }

    /// How far a gradient of the loss is from PyTorch's, relative to its tensor's largest element.
    ///
    /// `tensor` is a parameter's name or "input"; `ours` is row-major. In large tables every stride-th element is
    /// compared, and a projection that sees all of them.
    public func gradientDeviation(of tensor: String, _ ours: [Float]) -> Double {
        // A shift of all scores does not change a softmax: this gradient is rounding around 0.
        if tensor == "attention.bias" { return abs(Double(ours[0])) / largestGradient("attention.weight") }
        let key = "grad.\(tensor)"
        guard table.names.contains("\(key).sample") else {
            return largestDeviation(ours, from: table.doubles(key))
        }
        let stride = table.integers("\(key).stride")[0]
        let sample = Swift.stride(from: 0, to: ours.count, by: stride).map { ours[$0] }
        let scale = largestGradient(tensor)
        return max(
            largestDeviation(sample, from: table.doubles("\(key).sample"), relativeTo: scale),
            projectionDeviation(key, ours))
    }

    private func largestGradient(_ tensor: String) -> Double {
        let key = "grad.\(tensor)"
        guard table.names.contains("\(key).max") else {
            return table.doubles(key).reduce(0) { max($0, abs($1)) }
        }
        return table.doubles("\(key).max")[0]
    }

    /// |Σ g·r − reference| / Σ |g·r|.
    private func projectionDeviation(_ key: String, _ ours: [Float]) -> Double {
        let weights = GoldenTable.hashed("\(name)/\(key)", count: ours.count)
        let projection = zip(ours, weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let reference = table.doubles("\(key).projection")
        return abs(projection - reference[0]) / reference[1]
    }
}

/// max|ours − reference| / max|reference|, the measure of every network tolerance.
///
/// `scale` replaces max|reference| where the reference is a sample. NaN counts as infinitely far.
public func largestDeviation(
    _ ours: [Float], from reference: [Double], relativeTo scale: Double? = nil
) -> Double {
    precondition(ours.count == reference.count, "\(ours.count) values against \(reference.count)")
    let scale = scale ?? reference.reduce(0) { max($0, abs($1)) }
    var worst = 0.0
    for (ours, reference) in zip(ours, reference) {
        let difference = abs(Double(ours) - reference)
        worst = difference.isNaN ? .infinity : max(worst, difference)
    }
    return worst / scale
}
