/// One recording of one speaker expressing one emotion.
public struct Clip: Sendable, Hashable {
    /// The folder that `path` is relative to; empty where it is relative to the working folder.
    public let root: String
    /// The file, relative to `root`, with `/` between folders.
    public let path: String
    /// The corpus that the clip belongs to.
    public let corpus: Corpus
    /// The name that the corpus itself gives to the clip, however the file is called here:
    /// `1001_DFA_ANG_XX`, `03-01-05-01-01-01-01`, `DC_a01`, `OAF_back_angry`.
    public let name: String
    /// The speaker, as the standard split names it: `1001`, `Actor_01`, `DC`, `OAF`.
    public let speaker: String
    /// The label to learn: calm has already become neutral where the policy says so.
    public let emotion: Emotion
    /// The split of the clip.
    public let split: Split
    /// The speaker's sex, where it is known.
    public let sex: Sex?
    /// SHA-256 of the decoded samples in lower-case hexadecimal; nil before the file was read.
    public let contentHash: String?
    /// `contentHash` of the recording that this one is an augmented copy of; nil for a recording of its own.
    public let source: String?

    /// Makes a clip.
    ///
    /// - Parameters:
    ///   - root: The folder that `path` is relative to.
    ///   - path: The file, relative to the root.
    ///   - corpus: The corpus that the clip belongs to.
    ///   - name: The corpus's own name of the clip.
    ///   - speaker: The speaker, as the split names it.
    ///   - emotion: The label to learn.
    ///   - split: The split of the clip.
    ///   - sex: The speaker's sex, where it is known.
    ///   - contentHash: SHA-256 of the decoded samples in hexadecimal.
    ///   - source: The same of the recording that this one was made from, for an augmented copy.
    public init(
        root: String = "", path: String, corpus: Corpus, name: String, speaker: String, emotion: Emotion,
        split: Split, sex: Sex? = nil, contentHash: String? = nil, source: String? = nil
    ) {
        self.root = root
        self.path = path
        self.corpus = corpus
        self.name = name
        self.speaker = speaker
        self.emotion = emotion
        self.split = split
        self.sex = sex
        self.contentHash = contentHash
        self.source = source
    }

    /// The file as it is opened.
    public var file: String { FileTree.join(root, path) }

    /// What random numbers are keyed by: FNV-1a over the corpus and the clip's name.
    ///
    /// It names the recording and not its place in a list, so leaving one clip out changes no draw
    /// of another.
    public var randomKey: UInt64 { "\(corpus.rawValue)/\(name)".fnv1a }
}

extension String {
    /// FNV-1a of the UTF-8 bytes (Fowler, Noll, Vo), 64 bits: the same on every machine, unlike `hashValue`.
    var fnv1a: UInt64 { utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } }
}
