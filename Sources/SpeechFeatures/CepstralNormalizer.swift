private import Glibc

/// Causal cepstral mean normalisation: each frame against the mean of the frames so far.
///
/// y_k = (x_k − (P·μ + Σ_{j≤k} x_j) / (P + k + 1)) / σ with the training set's mean μ and deviation σ as
/// a prior worth P frames (on-line CMN). It begins afresh with each utterance, so that an utterance's
/// label does not depend on what was said before it; silence never reaches it.
///
/// Where the level is relative, c0 is told against the utterance's power so far instead, the power of a frame
/// being the geometric mean of its bands': y_k = (c_k − √B · ln(mean of e^(c_j / √B) for j ≤ k)) / σ with B
/// bands. A mean of powers is that of the loud frames, whatever pause or background stands before them, and no
/// gain changes the difference.
public struct CepstralNormalizer: Sendable {
    /// The training set's mean, `[cepstrumCount]`.
    public let mean: [Float]
    /// One over the training set's deviation after mean normalisation, `[cepstrumCount]`.
    public let inverseDeviation: [Float]
    private let priorFrames: Double
    /// √B for a relative level; 0 for one against the mean.
    private let levelScale: Double
    /// Sum of e^(c_j / √B).
    private var power = 0.0
    private var sums: [Double]
    private var count = 0.0

    /// A normaliser with the given prior.
    ///
    /// - Parameters:
    ///   - mean: `[cepstrumCount]`.
    ///   - inverseDeviation: `[cepstrumCount]`.
    ///   - priorFrames: the prior's weight, in frames.
    ///   - relativeLevelBands: B for a relative level; nil for one against the mean.
    public init(mean: [Float], inverseDeviation: [Float], priorFrames: Int, relativeLevelBands: Int? = nil) {
        precondition(mean.count == inverseDeviation.count)
        levelScale = relativeLevelBands.map { Double($0).squareRoot() } ?? 0
        self.mean = mean
        self.inverseDeviation = inverseDeviation
        self.priorFrames = Double(priorFrames)
        sums = Array(repeating: 0, count: mean.count)
    }

    /// Forgets the utterance.
    public mutating func reset() {
        for index in sums.indices { sums[index] = 0 }
        power = 0
        count = 0
    }

    /// Normalises one frame in place; `cepstra` is `[cepstrumCount]` or longer, and what follows is left alone.
    public mutating func normalize(_ cepstra: inout [Float]) {
        count += 1
        let weight = 1 / (priorFrames + count)
        let level = Double(cepstra[0])
        for index in mean.indices {
            sums[index] += Double(cepstra[index])
            let running = (priorFrames * Double(mean[index]) + sums[index]) * weight
            cepstra[index] = (cepstra[index] - Float(running)) * inverseDeviation[index]
        }
        guard levelScale > 0 else { return }
        power += exp(level / levelScale)
        cepstra[0] = Float(level - levelScale * log(power / count)) * inverseDeviation[0]
    }
}
