public import SpeechFeatures

/// How posteriors become what is shown.
///
/// Stored in the model file; constants of time are in seconds.
public struct DecisionOptions: Sendable, Equatable {
    /// When sound is speech.
    public var detector = SpeechDetectorOptions()
    /// Divides the logits before the softmax; fitted on the dev speakers.
    public var temperature = 1.0
    /// Time constant of the smoothed posterior.
    public var smoothingSeconds = 0.8
    /// An utterance shows no label before it has lasted so long.
    public var decideAfterSeconds = 0.6
    /// By how much probability another label must be ahead to be shown instead.
    public var switchMargin = 0.1
    /// How long it must have been ahead by that much.
    public var switchSeconds = 0.32
    /// No label is shown, and no utterance reported, while noise is more probable than this.
    public var noiseGate = 0.5
    /// An utterance is cut after so long.
    public var longestUtteranceSeconds = 30.0

    /// The default values.
    public init() {}

    /// An option, its name in the model file and in `hello`, and the values that are accepted.
    struct Field: Sendable {
        let name: String
        let path: any WritableKeyPath<DecisionOptions, Double> & Sendable
        let range: ClosedRange<Double>

        init(
            _ name: String, _ path: any WritableKeyPath<DecisionOptions, Double> & Sendable,
            _ range: ClosedRange<Double>
        ) {
            self.name = name
            self.path = path
            self.range = range
        }
    }

    /// Every option with its name in the model file and in `hello`.
    static let fields: [Field] = [
        Field("temperature", \.temperature, 0.01...100),
        Field("smoothing_s", \.smoothingSeconds, 0...60),
        Field("decide_after_s", \.decideAfterSeconds, 0...60),
        Field("switch_margin", \.switchMargin, 0...1),
        Field("switch_s", \.switchSeconds, 0...60),
        Field("noise_gate", \.noiseGate, 0...1),
        Field("longest_utterance_s", \.longestUtteranceSeconds, 1...3600),
        Field("level_gate_dbfs", \.detector.levelGateDBFS, -100...0),
        Field("floor_lower_bound_dbfs", \.detector.floorLowerBoundDBFS, -100...0),
        Field("floor_s", \.detector.floorSeconds, 0.1...600),
        Field("sounding_snr_db", \.detector.soundingSNR, 0...60),
        Field("sounding_range_db", \.detector.soundingRange, 0.01...60),
        Field("modulation_low_db", \.detector.modulationLow, 0...60),
        Field("modulation_high_db", \.detector.modulationHigh, 0...60),
        Field("voicing_low", \.detector.voicingLow, 0...1),
        Field("voicing_high", \.detector.voicingHigh, 0...1),
        Field("onset_probability", \.detector.onsetProbability, 0.01...1),
        Field("hold_probability", \.detector.holdProbability, 0.01...1),
        Field("hangover_s", \.detector.hangoverSeconds, 0...10),
        Field("replay_s", \.detector.replaySeconds, 0...2),
    ]

    /// Every option's name and value, in a fixed order.
    public var values: [(name: String, value: Double)] {
        Self.fields.map { ($0.name, self[keyPath: $0.path]) }
    }
}
