public import EmotionRecognition

/// One line of a stream, as CONTRACT version 1 lays it down.
public struct Event: Sendable {
    /// The contract's version, `v` of every line.
    public static let contractVersion = 1

    /// The event's number in its stream; `hello` is 0.
    public var seq: Int
    /// When the event was made.
    public var time: Timestamp
    /// The position in the input that the event belongs to, in seconds.
    public var t: Double
    /// What happened.
    public var body: Body

    /// What happened, with the fields of its own.
    public enum Body: Sendable {
        /// The first line of a stream.
        case hello(Hello)
        /// A hop has passed. The lag, in milliseconds, is nil when the input is not paced.
        case estimate(Estimate, lagMilliseconds: Double?)
        /// Speech has ended.
        case utterance(Utterance)
        /// Audio was lost.
        case gap(Gap)
        /// The microphone changed.
        case device(DeviceChange)
        /// The heartbeat.
        case status(Status)
        /// A word to one reader.
        case error(ReaderError)
        /// The last line of a stream.
        case end(End)

        /// The event's name on the line.
        public var kind: EventKind {
            switch self {
            case .hello: .hello
            case .estimate: .estimate
            case .utterance: .utterance
            case .gap: .gap
            case .device: .device
            case .status: .status
            case .error: .error
            case .end: .end
            }
        }
    }

    /// An event with every field given; ``EventStream`` makes them in order.
    public init(seq: Int, time: Timestamp, t: Double, body: Body) {
        self.seq = seq
        self.time = time
        self.t = t
        self.body = body
    }
}

/// The events of the contract, by the name that stands on the line.
public enum EventKind: String, Sendable, CaseIterable {
    /// First line of every stream.
    case hello
    /// A hop has passed.
    case estimate
    /// Speech has ended.
    case utterance
    /// Audio was lost.
    case gap
    /// The microphone changed.
    case device
    /// The heartbeat.
    case status
    /// A word to one reader.
    case error
    /// Last line of a stream.
    case end

    /// The place among events of equal `t`: estimates, then utterances, then the rest.
    var orderAtEqualTime: Int {
        switch self {
        case .estimate: 0
        case .utterance: 1
        default: 2
        }
    }
}
