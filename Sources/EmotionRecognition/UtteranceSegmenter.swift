public import SpeechFeatures

/// Where speech begins and ends, decided once per network step.
///
/// The monitor and the trainer both cut with this: an utterance begins at most `replaySeconds` before the
/// step in which speech is found, never before a frame that an utterance has had, and ends when speech has
/// been away for the hangover. Frames are counted from the last gap.
public struct UtteranceSegmenter: Sendable {
    /// What a step decided.
    public enum Decision: Sendable, Equatable {
        /// No utterance is in progress.
        case idle
        /// An utterance begins at frame `start`, the first of a step; the frames from there on are replayed.
        case began(start: Int)
        /// The utterance goes on.
        case continues
        /// Speech has been away for the hangover.
        case paused
        /// The utterance has reached its longest duration; the next begins with the next frame.
        case cutByLength
    }

    /// The voice activity detector.
    public private(set) var detector: SpeechDetector
    /// Whether an utterance is in progress.
    public private(set) var isSpeaking = false
    /// First frame of the utterance in progress.
    public private(set) var startFrame = 0
    /// Last frame with speech; before `startFrame` while there has been none.
    public private(set) var lastSpeechFrame = -1

    private let stepFrames: Int
    private let hangoverFrames: Int
    private let replayFrames: Int
    private let longestFrames: Int
    private var frameCount = 0
    /// Frames before this one belong to an utterance that has ended.
    private var firstFreeFrame = 0

    /// A segmenter at the beginning of a stream.
    public init(decision: DecisionOptions, features: FeatureOptions) {
        detector = SpeechDetector(options: decision.detector, features: features)
        let shift = features.frameShiftSeconds
        stepFrames = features.stackedFrames
        hangoverFrames = Int((decision.detector.hangoverSeconds / shift).rounded())
        replayFrames = Self.replayFrames(decision: decision, features: features)
        let steps = Int((decision.longestUtteranceSeconds / features.stepSeconds).rounded())
        longestFrames = max(1, steps) * stepFrames
    }

    /// Frames that an onset reaches back over.
    static func replayFrames(decision: DecisionOptions, features: FeatureOptions) -> Int {
        Int((decision.detector.replaySeconds / features.frameShiftSeconds).rounded())
    }

    /// Takes the next frame.
    ///
    /// - Returns: the decision of the step that the frame completes; nil where it completes none.
    public mutating func process(_ frame: borrowing Frame) -> Decision? {
        detector.process(frame)
        if isSpeaking && detector.isHeld { lastSpeechFrame = frameCount }
        frameCount += 1
        guard frameCount % stepFrames == 0 else { return nil }
        return isSpeaking ? decideWhileSpeaking() : decideWhileIdle()
    }

    private mutating func decideWhileIdle() -> Decision {
        guard detector.isOnset else { return .idle }
        let earliest = max(firstFreeFrame, frameCount - max(replayFrames, stepFrames))
        startFrame = (earliest + stepFrames - 1) / stepFrames * stepFrames
        lastSpeechFrame = frameCount - 1
        isSpeaking = true
        return .began(start: startFrame)
    }

    private mutating func decideWhileSpeaking() -> Decision {
        if frameCount - 1 - lastSpeechFrame >= hangoverFrames {
            close()
            return .paused
        }
        if frameCount - startFrame >= longestFrames {
            firstFreeFrame = frameCount
            startFrame = frameCount
            return .cutByLength
        }
        return .continues
    }

    /// Ends the utterance in progress, if any: its frames are never replayed.
    public mutating func close() {
        isSpeaking = false
        firstFreeFrame = frameCount
    }

    /// Audio was lost: the next frame is frame 0; the noise floor stays.
    public mutating func resetAtGap() {
        detector.resetAtGap()
        isSpeaking = false
        frameCount = 0
        firstFreeFrame = 0
        startFrame = 0
        lastSpeechFrame = -1
    }
}
