/// A file that is known to be a clip, before it has a place in the experiment.
struct Recording: Sendable, Hashable {
    /// The folder that `path` is relative to.
    let root: String
    let path: String
    let corpus: Corpus
    /// The corpus's own name of the clip.
    let name: String
    let speaker: String
    /// As recorded, before any label policy.
    let emotion: Emotion
    var sex: Sex?
    /// The split that the user's own table says.
    var listedSplit: Split?
    /// The file that this one is an augmented copy of.
    var sourceFile: String?
    /// Of the decoded samples; empty before the file was read.
    var contentHash = ""
    /// `contentHash` of the recording that this one is an augmented copy of.
    var source: String?

    init(_ name: ClipName, root: String, path: String) {
        self.init(
            root: root, path: path, corpus: name.corpus, name: name.name, speaker: name.speaker,
            emotion: name.emotion)
    }

    init(root: String, path: String, corpus: Corpus, name: String, speaker: String, emotion: Emotion) {
        self.root = root
        self.path = path
        self.corpus = corpus
        self.name = name
        self.speaker = speaker
        self.emotion = emotion
    }

    var file: String { FileTree.join(root, path) }

    var identity: SpeakerIdentity { SpeakerIdentity(corpus: corpus, speaker: speaker) }

    func saysTheSame(as other: Recording) -> Bool {
        corpus == other.corpus && speaker == other.speaker && emotion == other.emotion
    }

    func excluded(_ reason: ExclusionReason) -> ExcludedFile {
        ExcludedFile(root: root, path: path, reason: reason)
    }
}

/// One speaker of one corpus.
struct SpeakerIdentity: Sendable, Hashable, Comparable, CustomStringConvertible {
    let corpus: Corpus
    let speaker: String

    var description: String { "\(corpus.rawValue)/\(speaker)" }

    static func < (lhs: SpeakerIdentity, rhs: SpeakerIdentity) -> Bool {
        (lhs.corpus, lhs.speaker) < (rhs.corpus, rhs.speaker)
    }
}
