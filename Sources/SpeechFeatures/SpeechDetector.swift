/// When a frame counts as speech. Stored in the model file: the trainer cuts its segments with the same values.
public struct SpeechDetectorOptions: Sendable, Equatable {
    /// Below this level a window is silence, whatever it holds.
    public var levelGateDBFS: Float = -70
    /// The noise floor never sinks below this.
    public var floorLowerBoundDBFS: Float = -80
    /// Over how long the noise floor is the minimum, in seconds.
    public var floorSeconds = 4.0
    /// A frame sounds when it is this much above the floor, in dB.
    public var soundingSNR: Float = 5
    /// Full evidence from level this much further up, in dB.
    public var soundingRange: Float = 5
    /// Modulation of the spectrum at which evidence begins, in dB.
    public var modulationLow: Float = 2.2
    /// Modulation at which evidence is full, in dB.
    public var modulationHigh: Float = 3.6
    /// Voicing at which evidence begins.
    public var voicingLow: Float = 0.5
    /// Voicing at which evidence is full.
    public var voicingHigh: Float = 0.75
    /// Speech begins at this probability.
    public var onsetProbability: Float = 0.5
    /// A frame goes on being speech at this probability.
    public var holdProbability: Float = 0.2
    /// Speech ends when it has been away for so long, in seconds.
    public var hangoverSeconds = 0.6
    /// How much of the past is replayed at an onset, in seconds.
    public var replaySeconds = 0.3

    /// The default values.
    public init() {}
}

/// Voice activity of a stream of frames: level above an adaptive floor, moving spectrum, voicing.
///
/// All three must be there: silence has no level, hum does not move, noise is not voiced. The evidence is
/// smoothed into a probability; two thresholds give hysteresis. Frames only; the hangover belongs to the
/// owner, which decides once per network step.
public struct SpeechDetector: Sendable {
    private let options: SpeechDetectorOptions
    private var floor: NoiseFloor
    private var modulation: SpectralModulation
    private var level: Float = -100
    private var voicing: Float = 0
    private var heldVoicing: Float = 0
    private var quietFrames = 0

    /// How probable speech is at the last frame, 0–1.
    public private(set) var probability: Float = 0

    /// A detector at the beginning of a stream.
    public init(options: SpeechDetectorOptions, features: FeatureOptions) {
        self.options = options
        floor = NoiseFloor(
            lowerBoundDBFS: options.floorLowerBoundDBFS, seconds: options.floorSeconds, blockCount: 8,
            frameShiftSeconds: features.frameShiftSeconds)
        modulation = SpectralModulation(bandCount: features.melBandCount)
    }

    /// Whether speech may begin at the last frame.
    public var isOnset: Bool { probability >= options.onsetProbability }
    /// Whether the last frame is speech in an utterance that has begun.
    public var isHeld: Bool { probability >= options.holdProbability }
    /// The adaptive noise floor.
    public var noiseFloorDBFS: Float { floor.levelDBFS }

    /// Audio was lost: forgets everything but the noise floor.
    public mutating func resetAtGap() {
        modulation.reset()
        level = -100
        voicing = 0
        heldVoicing = 0
        quietFrames = 0
        probability = 0
    }

    /// Takes the next frame of the stream.
    public mutating func process(_ frame: borrowing Frame) {
        let frameLevel = frame.levelDBFS
        floor.process(frameLevel)
        level += (frameLevel > level ? 0.6 : 0.3) * (frameLevel - level)
        let snr = level - floor.levelDBFS
        let sounds = snr >= options.soundingSNR && level >= options.levelGateDBFS
        trackModulation(frame.logMel, sounds: sounds)
        voicing += 0.35 * (frame.voicing - voicing)
        heldVoicing = max(voicing, heldVoicing - 0.015)
        let evidence =
            !sounds ? 0 : ramp(snr - options.soundingSNR, 0, options.soundingRange)
                * ramp(modulation.decibels, options.modulationLow, options.modulationHigh)
                * ramp(heldVoicing, options.voicingLow, options.voicingHigh)
        probability += (evidence > probability ? 0.3 : 0.1) * (evidence - probability)
    }

    /// Modulation is kept over short dips and forgotten after 0.3 s of quiet.
    private mutating func trackModulation(_ logMel: [Float], sounds: Bool) {
        quietFrames = sounds ? 0 : quietFrames + 1
        if sounds {
            modulation.process(logMel)
        } else if quietFrames == 30 {
            modulation.reset()
            heldVoicing = 0
        }
    }

    private func ramp(_ value: Float, _ low: Float, _ high: Float) -> Float {
        clamp((value - low) / (high - low), 0, 1)
    }
}
