/// Voice activity of a stream of frames: level above an adaptive floor, moving spectrum, voicing.
///
/// All three must be there: silence has no level, hum does not move, noise is not voiced. The evidence is
/// smoothed into a probability; two thresholds give hysteresis. Frames only; the hangover belongs to the
/// owner, which decides once per network step.
public struct SpeechDetector: Sendable {
    private let thresholds: Thresholds
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
        thresholds = Thresholds(options)
        floor = NoiseFloor(
            lowerBoundDBFS: Float(options.floorLowerBoundDBFS), seconds: options.floorSeconds, blockCount: 8,
            frameShiftSeconds: features.frameShiftSeconds)
        modulation = SpectralModulation(bandCount: features.melBandCount)
    }

    /// Whether the sound is below the level gate.
    public var isSilent: Bool { level < thresholds.levelGate }
    /// Whether speech may begin at the last frame.
    public var isOnset: Bool { probability >= thresholds.onset }
    /// Whether the last frame is speech in an utterance that has begun.
    public var isHeld: Bool { probability >= thresholds.hold }
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
        let sounds = snr >= thresholds.soundingSNR && level >= thresholds.levelGate
        trackModulation(frame.logMel, sounds: sounds)
        voicing += 0.35 * (frame.voicing - voicing)
        heldVoicing = max(voicing, heldVoicing - 0.015)
        let evidence =
            !sounds
            ? 0
            : ramp(snr - thresholds.soundingSNR, 0, thresholds.soundingRange)
                * ramp(modulation.decibels, thresholds.modulationLow, thresholds.modulationHigh)
                * ramp(heldVoicing, thresholds.voicingLow, thresholds.voicingHigh)
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
        clamp((value - low) / max(high - low, 1e-3), 0, 1)
    }
}

extension SpeechDetector {
    /// The options in the precision of the arithmetic.
    private struct Thresholds {
        let levelGate, soundingSNR, soundingRange: Float
        let modulationLow, modulationHigh, voicingLow, voicingHigh: Float
        let onset, hold: Float

        init(_ options: SpeechDetectorOptions) {
            levelGate = Float(options.levelGateDBFS)
            soundingSNR = Float(options.soundingSNR)
            soundingRange = Float(options.soundingRange)
            modulationLow = Float(options.modulationLow)
            modulationHigh = Float(options.modulationHigh)
            voicingLow = Float(options.voicingLow)
            voicingHigh = Float(options.voicingHigh)
            onset = Float(options.onsetProbability)
            hold = Float(options.holdProbability)
        }
    }
}
