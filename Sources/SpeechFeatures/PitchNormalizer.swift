/// From a frame's log-F0 and voicing to the two values that the network reads.
///
/// The pitch is taken against the mean of the utterance's voiced frames so far (with a weak prior), so that it
/// tells how the voice moves and not whose it is, and fades to zero where the frame is not voiced.
struct PitchNormalizer: Sendable {
    /// ln of 180 Hz, between the voices of men and women.
    private static let priorLogF0 = 5.193
    private static let priorFrames = 10.0
    /// One over the deviation of log-F0 within lively speech.
    private static let inverseDeviation: Float = 4
    /// Voicing below this carries no pitch; this much further up it counts in full.
    private static let leastVoicing: Float = 0.5
    private static let voicingRange: Float = 0.3
    /// Mean of voicing over speech, and one over its deviation.
    private static let voicingMean: Float = 0.6
    private static let voicingInverseDeviation: Float = 4

    private var sum = priorLogF0 * priorFrames
    private var weight = priorFrames

    /// Forgets the utterance.
    mutating func reset() { self = PitchNormalizer() }

    /// The network's two values for a frame.
    mutating func normalize(logF0: Float, voicing: Float) -> (pitch: Float, voicing: Float) {
        let confidence = clamp((voicing - Self.leastVoicing) / Self.voicingRange, 0, 1)
        sum += Double(confidence * logF0)
        weight += Double(confidence)
        let relative = logF0 - Float(sum / weight)
        return (
            confidence * relative * Self.inverseDeviation,
            (voicing - Self.voicingMean) * Self.voicingInverseDeviation
        )
    }
}
