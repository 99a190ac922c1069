/// One recording of one speaker expressing one emotion.
public struct Clip: Sendable, Hashable {
    /// The file, relative to the scanned root, with `/` between folders.
    public let path: String
    /// The corpus that the name belongs to.
    public let corpus: Corpus
    /// The name that the corpus itself gives to the clip, however the file is called here:
    /// `1001_DFA_ANG_XX`, `03-01-05-01-01-01-01`, `DC_a01`, `OAF_back_angry`.
    public let name: String
    /// The speaker, as the standard split names it: `1001`, `Actor_01`, `DC`, `OAF`.
    public let speaker: String
    /// The label to learn: calm has already become neutral where the policy says so.
    public let emotion: Emotion
    /// The split of the speaker.
    public let split: Split
    /// The speaker's sex, where it is known.
    public let sex: Sex?
    /// SHA-256 of the file's bytes in lower-case hexadecimal; nil before the file was read.
    public var contentHash: String?

    /// Makes a clip.
    ///
    /// - Parameters:
    ///   - path: The file, relative to the root.
    ///   - corpus: The corpus that the name belongs to.
    ///   - name: The corpus's own name of the clip.
    ///   - speaker: The speaker, as the split names it.
    ///   - emotion: The label to learn.
    ///   - split: The split of the speaker.
    ///   - sex: The speaker's sex, where it is known.
    ///   - contentHash: SHA-256 of the file in hexadecimal.
    public init(
        path: String, corpus: Corpus, name: String, speaker: String, emotion: Emotion, split: Split,
        sex: Sex? = nil, contentHash: String? = nil
    ) {
        self.path = path
        self.corpus = corpus
        self.name = name
        self.speaker = speaker
        self.emotion = emotion
        self.split = split
        self.sex = sex
        self.contentHash = contentHash
    }

    /// What random numbers are keyed by: FNV-1a over the corpus and the clip's name.
    ///
    /// It names the recording and not its place in a list, so leaving one clip out changes no draw
    /// of another.
    public var randomKey: UInt64 {
        (corpus.rawValue + "/" + name).utf8.reduce(0xcbf2_9ce4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
    }
}

/// A file under the root that is not used, and why.
public struct ExcludedFile: Sendable, Hashable {
    /// The file, relative to the scanned root.
    public let path: String
    /// Why it is left out.
    public let reason: ExclusionReason
}

/// Why a file is left out.
public enum ExclusionReason: Error, Sendable, Hashable, CustomStringConvertible {
    /// A hidden file, such as macOS's `._` companions.
    case hidden
    /// Neither `.wav` nor `.flac`.
    case notAudio
    /// An audio file whose name belongs to none of the corpora.
    case unknownName
    /// The path holds a tab, a line break or bytes that are not UTF-8, which no manifest could carry.
    case unprintableName
    /// RAVDESS's sung clips.
    case song
    /// A RAVDESS sound track of a video: the same take as the audio-only clip.
    case videoSoundtrack
    /// A mistake of the corpus itself.
    case erratum(String)
    /// An emotion that is no label for the speakers of this split.
    case emotionOutsideLabels(Emotion, Split)
    /// A speaker whom the split does not name.
    case speakerOutsideSplit(String)
    /// A file of zero bytes.
    case empty
    /// A Git LFS pointer in place of the audio.
    case gitLFSPointer
    /// The file could not be read or decoded.
    case unreadable(String)
    /// Audio without a single sample other than zero.
    case silent
    /// The same clip or the same bytes as a file that is used.
    case duplicate(of: String)
    /// The same bytes as another file under a different speaker or label: both are left out.
    case conflictingDuplicate(of: String)

    /// One line for a person.
    public var description: String {
        switch self {
        case .hidden: "hidden file"
        case .notAudio: "not a .wav or .flac file"
        case .unknownName: "name of no known corpus"
        case .unprintableName: "name with a tab, a line break or bytes outside UTF-8"
        case .song: "song, not speech"
        case .videoSoundtrack: "sound track of a video, same take as the audio-only clip"
        case .erratum(let what): "known erratum: \(what)"
        case .emotionOutsideLabels(let emotion, let split):
            "\(emotion.rawValue) is no label in \(split.rawValue)"
        case .speakerOutsideSplit(let speaker): "speaker \(speaker) is not in the split"
        case .empty: "zero length"
        case .gitLFSPointer: "Git LFS pointer: run git lfs pull"
        case .unreadable(let what): "unreadable: \(what)"
        case .silent: "all silence"
        case .duplicate(let path): "same clip as \(path)"
        case .conflictingDuplicate(let path): "same audio under another speaker or label as \(path)"
        }
    }
}
