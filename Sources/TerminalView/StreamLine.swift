/// One line of a stream, as far as a view needs it.
package struct StreamLine: Sendable, Equatable {
    /// The event's number in its stream.
    package var seq: Int
    /// The position in the input that it belongs to, in seconds.
    package var t: Double
    /// What it tells.
    package var body: Body

    /// What a line tells.
    package enum Body: Sendable, Equatable {
        /// The stream that the lines from here on belong to.
        case hello(Greeting)
        /// A hop has passed.
        case estimate(Reading)
        /// Speech has ended.
        case utterance(Passage)
        /// Audio was lost, between two positions in seconds.
        case gap(start: Double, end: Double)
        /// The microphone changed.
        case device(DeviceNote)
        /// The heartbeat.
        case status(load: Double?, residentBytes: Int?, dropped: Int?)
        /// A word to this reader.
        case error(message: String)
        /// The stream is over.
        case end(reason: String)
        /// Something that a later version tells.
        case other
    }

    /// A line with every field given.
    package init(seq: Int, t: Double, body: Body) {
        self.seq = seq
        self.t = t
        self.body = body
    }
}

/// What a stream says of itself.
package struct Greeting: Sendable, Equatable {
    /// The stream's random identifier.
    package var stream: String
    /// The model's name.
    package var model: String
    /// The emotions told apart, in the model's order.
    package var labels: [String]
    /// The input's name; nil while it is not open.
    package var input: String?
    /// The input's frames per second; nil while it is not open.
    package var rateHz: Int?

    /// A greeting with every field given.
    package init(stream: String, model: String, labels: [String], input: String?, rateHz: Int?) {
        self.stream = stream
        self.model = model
        self.labels = labels
        self.input = input
        self.rateHz = rateHz
    }
}

/// What a window holds.
package enum SoundState: String, Sendable, Equatable {
    /// Below the level gate.
    case silence
    /// Sound without speech.
    case noise
    /// Voice activity.
    case speech
}

/// One estimate.
package struct Reading: Sendable, Equatable {
    /// The window's start, in seconds.
    package var start: Double
    /// Silence, noise or speech.
    package var state: SoundState
    /// Level of the window in dBFS; nil when it is all zeros.
    package var levelDBFS: Double?
    /// Largest absolute sample, 0–1.
    package var peak: Double
    /// The emotion shown; nil outside speech and while undecided.
    package var emotion: String?
    /// Its smoothed probability.
    package var confidence: Double?
    /// The smoothed probability of each label; nil outside speech.
    package var probabilities: [String: Double]?
    /// How late the line is; nil when the input is not paced.
    package var lagMilliseconds: Double?

    /// A reading with every field given.
    package init(
        start: Double, state: SoundState, levelDBFS: Double?, peak: Double, emotion: String?,
        confidence: Double?, probabilities: [String: Double]?, lagMilliseconds: Double?
    ) {
        self.start = start
        self.state = state
        self.levelDBFS = levelDBFS
        self.peak = peak
        self.emotion = emotion
        self.confidence = confidence
        self.probabilities = probabilities
        self.lagMilliseconds = lagMilliseconds
    }
}

/// One utterance.
package struct Passage: Sendable, Equatable {
    /// Its start, in seconds of input.
    package var start: Double
    /// Its end, in seconds of input.
    package var end: Double
    /// What it expressed.
    package var emotion: String
    /// How probable that is.
    package var confidence: Double

    /// An utterance with every field given.
    package init(start: Double, end: Double, emotion: String, confidence: Double) {
        self.start = start
        self.end = end
        self.emotion = emotion
        self.confidence = confidence
    }
}

/// News of the microphone.
package struct DeviceNote: Sendable, Equatable {
    /// `opened`, `waiting`, `lost`, `silent`, `sounding`.
    package var state: String
    /// The device's name.
    package var device: String
    /// What happened, in words.
    package var detail: String?
    /// The rate granted, where it was opened.
    package var rateHz: Int?

    /// A note with every field given.
    package init(state: String, device: String, detail: String? = nil, rateHz: Int? = nil) {
        self.state = state
        self.device = device
        self.detail = detail
        self.rateHz = rateHz
    }

    /// Whether the microphone can be heard again.
    var isGood: Bool { state == "opened" || state == "sounding" }
}
