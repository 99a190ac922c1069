/// A collection of recordings, named as reports and manifests name it.
///
/// Four are known by their file names; others are described by a `CorpusMap`.
public struct Corpus: RawRepresentable, Hashable, Comparable, Sendable {
    /// The name.
    public let rawValue: String

    /// A corpus of the given name.
    ///
    /// - Parameter rawValue: At most 64 of a–z, 0–9, `-`, `_` and `.`, the first a letter or a digit.
    /// - Returns: nil for any other name: it stands in tables and paths.
    public init?(rawValue: String) {
        let letters = rawValue.utf8
        func isPlain(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard let first = letters.first, isPlain(first), letters.count <= 64,
            letters.allSatisfy({ isPlain($0) || "-_.".utf8.contains($0) })
        else { return nil }
        self.rawValue = rawValue
    }

    private init(known: String) { rawValue = known }

    /// CREMA-D: 91 actors, 12 sentences, six emotions.
    public static let cremaD = Corpus(known: "crema-d")
    /// RAVDESS, the speech part: 24 actors, two sentences, eight emotions.
    public static let ravdess = Corpus(known: "ravdess")
    /// SAVEE: four male speakers, seven emotions.
    public static let savee = Corpus(known: "savee")
    /// TESS: two actresses, 200 words in one carrier sentence, seven emotions.
    public static let tess = Corpus(known: "tess")

    /// The corpora that are recognised by their file names.
    public static let known: [Corpus] = [.cremaD, .ravdess, .savee, .tess]

    /// Alphabetical by `rawValue`, the order of every table and manifest.
    public static func < (lhs: Corpus, rhs: Corpus) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// The part of an experiment that a speaker belongs to.
public enum Split: String, CaseIterable, Sendable {
    /// Weights are fitted on these speakers.
    case train
    /// Choices (stopping, decision parameters, temperature) are made on these.
    case dev
    /// Looked at once per candidate that would ship.
    case test
}

/// A speaker's sex, as the corpora state it.
public enum Sex: String, CaseIterable, Sendable {
    /// Female.
    case female = "f"
    /// Male.
    case male = "m"
}

/// An emotion that an actor was asked to express.
public enum Emotion: String, CaseIterable, Sendable {
    /// Anger.
    case angry
    /// Disgust.
    case disgust
    /// Fear.
    case fear
    /// Happiness.
    case happy
    /// No emotion expressed.
    case neutral
    /// Sadness.
    case sad
    /// Surprise: in RAVDESS, SAVEE and TESS, not in CREMA-D; outside the six labels.
    case surprise
    /// Calm: in RAVDESS alone; counts as neutral in training.
    case calm

    /// The six labels of the shipped models, in the order of a model's outputs.
    public static let six: [Emotion] = [.angry, .disgust, .fear, .happy, .neutral, .sad]
    /// The six and surprise.
    public static let seven: [Emotion] = six + [.surprise]

    /// The six, surprise and calm.
    public static let eight: [Emotion] = seven + [.calm]
}
