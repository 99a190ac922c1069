/// When a frame counts as speech.
///
/// Stored in the model file: the trainer cuts its segments with the same values.
public struct SpeechDetectorOptions: Sendable, Equatable {
    /// Below this level a window is silence, whatever it holds.
    public var levelGateDBFS = -70.0
    /// The noise floor never sinks below this.
    public var floorLowerBoundDBFS = -80.0
    /// Over how long the noise floor is the minimum, in seconds.
    public var floorSeconds = 4.0
    /// A frame sounds when it is this much above the floor, in dB.
    public var soundingSNR = 4.0
    /// Full evidence from level this much further up, in dB.
    public var soundingRange = 3.0
    /// Modulation of the spectrum at which evidence begins, in dB.
    public var modulationLow = 2.0
    /// Modulation at which evidence is full, in dB.
    public var modulationHigh = 3.2
    /// Voicing at which evidence begins.
    public var voicingLow = 0.5
    /// Voicing at which evidence is full.
    public var voicingHigh = 0.75
    /// Speech begins at this probability.
    public var onsetProbability = 0.5
    /// A frame goes on being speech at this probability.
    public var holdProbability = 0.1
    /// Speech ends when it has been away for so long, in seconds.
    public var hangoverSeconds = 0.6
    /// How much of the past is replayed at an onset, in seconds.
    public var replaySeconds = 0.3

    /// The default values.
    public init() {}
}
