/// What a window of audio holds, as the voice activity detector sees it.
public enum AcousticState: String, Sendable, CaseIterable {
    /// Below the level gate.
    case silence
    /// Sound without speech.
    case noise
    /// Voice activity, after hysteresis.
    case speech
}

/// Why an utterance ended.
public enum UtteranceCut: String, Sendable, CaseIterable {
    /// Speech paused for longer than the hangover.
    case pause
    /// Audio was lost.
    case gap
    /// The stream ended.
    case end
    /// The utterance reached its longest duration.
    case length
}

/// One line of the running estimate: the window of one hop and what is thought at its end.
public struct Estimate: Sendable, Equatable {
    /// The window's start, in seconds of input.
    public var start: Double
    /// The window's end, in seconds of input.
    public var end: Double
    /// Silence, noise or speech.
    public var state: AcousticState
    /// How probable speech is, 0–1.
    public var speech: Float
    /// 20·log10 of the window's RMS after the high-pass; nil when the window is all zeros.
    public var levelDBFS: Float?
    /// Largest absolute sample of the window, 0–1.
    public var peak: Float
    /// The calibrated softmax at the window's end; nil outside speech.
    public var raw: Posterior?
    /// The smoothed posterior; nil outside speech.
    public var smoothed: Posterior?
    /// Index of the label shown; nil outside speech and while undecided.
    public var emotion: Int?

    /// The smoothed probability of the label shown.
    public var confidence: Float? {
        guard let emotion, let smoothed else { return nil }
        return smoothed[emotion]
    }

    /// An estimate with every field given.
    public init(
        start: Double, end: Double, state: AcousticState, speech: Float, levelDBFS: Float?, peak: Float,
        raw: Posterior?, smoothed: Posterior?, emotion: Int?
    ) {
        self.start = start
        self.end = end
        self.state = state
        self.speech = speech
        self.levelDBFS = levelDBFS
        self.peak = peak
        self.raw = raw
        self.smoothed = smoothed
        self.emotion = emotion
    }
}

/// A finished stretch of speech and what it expressed.
public struct Utterance: Sendable, Equatable {
    /// The start of its first frame, in seconds of input.
    public var start: Double
    /// The end of its last frame with speech, in seconds of input.
    public var end: Double
    /// When it became known, in seconds of input.
    public var decidedAt: Double
    /// The mean of its calibrated posteriors.
    public var posterior: Posterior
    /// Why it ended.
    public var cut: UtteranceCut

    /// The index of its most probable label.
    public var emotion: Int { posterior.argmax }
    /// The probability of that label.
    public var confidence: Float { posterior[posterior.argmax] }

    /// An utterance with every field given.
    public init(
        start: Double, end: Double, decidedAt: Double, posterior: Posterior, cut: UtteranceCut
    ) {
        self.start = start
        self.end = end
        self.decidedAt = decidedAt
        self.posterior = posterior
        self.cut = cut
    }
}

/// What a ``Recognizer`` hands out, in the order of the stream.
public enum Recognition: Sendable, Equatable {
    /// A hop has passed.
    case estimate(Estimate)
    /// Speech has ended.
    case utterance(Utterance)
}
