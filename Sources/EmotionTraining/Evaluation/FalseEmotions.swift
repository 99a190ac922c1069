internal import EmotionRecognition

/// What the program shows where nobody speaks.
public struct FalseEmotions: Sendable, Equatable, Encodable {
    /// What was played.
    public let source: String
    /// Windows that count.
    public private(set) var windows = 0
    /// Windows that show any label.
    public private(set) var shown = 0
    /// Windows that show a label other than neutral.
    public private(set) var shownNotNeutral = 0
    /// Starts of a shown label other than neutral.
    public private(set) var events = 0

    /// Share of windows that show any label.
    public var shownShare: Double { Double(shown) / Double(max(windows, 1)) }
    /// Share of windows that show a label other than neutral.
    public var notNeutralShare: Double { Double(shownNotNeutral) / Double(max(windows, 1)) }
    /// Starts of a label other than neutral in an hour of such sound.
    public var eventsPerHour: Double {
        Double(events) * 3600 / (Double(max(windows, 1)) * StreamTranscript.hopSeconds)
    }

    init(source: String) { self.source = source }

    /// Counts one stream.
    ///
    /// - Parameters:
    ///   - estimates: In order, from the stream's start.
    ///   - neutral: Index of the label neutral; nil where the model has none.
    ///   - countsZeros: Whether windows of exact zeros count.
    mutating func add(_ estimates: [Estimate], neutral: Int?, countsZeros: Bool) {
        var previous: Int?
        for estimate in estimates {
            defer { previous = estimate.emotion }
            guard countsZeros || estimate.peak > 0 else { continue }
            windows += 1
            guard let label = estimate.emotion else { continue }
            shown += 1
            guard label != neutral else { continue }
            shownNotNeutral += 1
            if label != previous { events += 1 }
        }
    }

    /// Adds the counts of another recording.
    mutating func merge(_ other: FalseEmotions) {
        windows += other.windows
        shown += other.shown
        shownNotNeutral += other.shownNotNeutral
        events += other.events
    }

    private enum CodingKeys: CodingKey {
        case source, windows, shown, shownNotNeutral, events, shownShare, notNeutralShare, eventsPerHour
    }

    /// Writes the counts and what follows from them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(source, forKey: .source)
        try container.encode(windows, forKey: .windows)
        try container.encode(shown, forKey: .shown)
        try container.encode(shownNotNeutral, forKey: .shownNotNeutral)
        try container.encode(events, forKey: .events)
        try container.encode(shownShare, forKey: .shownShare)
        try container.encode(notNeutralShare, forKey: .notNeutralShare)
        try container.encode(eventsPerHour, forKey: .eventsPerHour)
    }
}
