/// One thing said with a confidence, and what was true.
struct Prediction: Sendable {
    /// A probability for each label.
    let probabilities: [Double]
    /// What was said.
    let said: Int
    let truth: Int

    var confidence: Double { probabilities[said] }
    var isRight: Bool { said == truth }
}

/// How far confidence can be believed.
public struct Calibration: Sendable, Equatable, Encodable {
    /// One of 15 equal bins of confidence.
    public struct Bin: Sendable, Equatable, Encodable {
        /// Least confidence of the bin.
        public let from: Double
        /// Where the next bin begins.
        public let to: Double
        /// Predictions in it.
        public let count: Int
        /// Their mean confidence; nil in an empty bin.
        public let confidence: Double?
        /// Share of them that is right; nil in an empty bin.
        public let accuracy: Double?
    }

    /// Number of bins.
    static let binCount = 15
    /// Number of predictions.
    public let count: Int
    /// Expected calibration error, Σ nᵦ/n·|accuracy − confidence| over the bins.
    ///
    /// Guo and others, 2017.
    public let ece: Double
    /// The mean ECE that a perfectly calibrated model would show with these confidences, simulated.
    public let perfectECE: Double
    /// Mean negative log-likelihood of the truth, in nats.
    public let nll: Double
    /// Mean of Σ (p − truth)² over the labels (Brier 1950).
    public let brier: Double
    /// The bins, for the reliability diagram.
    public let bins: [Bin]

    /// The calibration of `predictions`; nil where there is none.
    ///
    /// The simulation takes as many draws as an interval, at most a thousand.
    init?(_ predictions: [Prediction], _ bootstrap: Bootstrap) {
        guard !predictions.isEmpty else { return nil }
        count = predictions.count
        let total = Double(predictions.count)
        let confidences = predictions.map(\.confidence)
        let right = predictions.map(\.isRight)
        bins = Self.bins(confidences, right)
        ece = Self.ece(confidences, right)
        // Each draw is right as often as it is confident.
        let draws = Array(0..<min(bootstrap.draws, 1000)).concurrentMap { draw in
            var random = KeyedRandom(seed: bootstrap.seed, epoch: draw, clip: 0, purpose: .calibration)
            return Self.ece(confidences, confidences.map { random.chance(Float($0)) })
        }
        perfectECE = draws.mean ?? 0
        nll = predictions.reduce(0) { $0 - logarithm(max($1.probabilities[$1.truth], 1e-12)) } / total
        brier =
            predictions.reduce(0) { sum, prediction in
                prediction.probabilities.enumerated().reduce(sum) { sum, pair in
                    let error = pair.element - (pair.offset == prediction.truth ? 1 : 0)
                    return sum + error * error
                }
            } / total
    }

    private static func bin(_ confidence: Double) -> Int {
        min(max(Int(confidence * Double(binCount)), 0), binCount - 1)
    }

    private static func ece(_ confidences: [Double], _ right: [Bool]) -> Double {
        var gaps = [Double](repeating: 0, count: binCount)
        for (confidence, isRight) in zip(confidences, right) {
            gaps[bin(confidence)] += (isRight ? 1 : 0) - confidence
        }
        return gaps.reduce(0) { $0 + abs($1) } / Double(confidences.count)
    }

    private static func bins(_ confidences: [Double], _ right: [Bool]) -> [Bin] {
        (0..<binCount).map { index in
            let members = confidences.indices.filter { bin(confidences[$0]) == index }
            return Bin(
                from: Double(index) / Double(binCount), to: Double(index + 1) / Double(binCount),
                count: members.count, confidence: members.map { confidences[$0] }.mean,
                accuracy: members.map { right[$0] ? 1 : 0 }.mean)
        }
    }
}
