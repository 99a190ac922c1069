/// One of the four corpora of English acted emotion that the trainer knows by their file names.
public enum Corpus: String, CaseIterable, Sendable, Comparable {
    /// CREMA-D: 91 actors, 12 sentences, six emotions.
    case cremaD = "crema-d"
    /// RAVDESS, the speech part: 24 actors, two sentences, eight emotions.
    case ravdess
    /// SAVEE: four male speakers, seven emotions.
    case savee
    /// TESS: two actresses, 200 words in one carrier sentence, seven emotions.
    case tess

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
}
