/// A file that is not used, and why.
public struct ExcludedFile: Error, Sendable, Hashable {
    /// The folder that `path` is relative to.
    public let root: String
    /// The file, relative to `root`.
    public let path: String
    /// Why it is left out.
    public let reason: ExclusionReason

    init(root: String, path: String, reason: ExclusionReason) {
        self.root = root
        self.path = path
        self.reason = reason
    }

    /// The file as it is opened.
    public var file: String { FileTree.join(root, path) }
}

/// Why a file is left out.
public enum ExclusionReason: Error, Sendable, Hashable, CustomStringConvertible {
    /// A hidden file, such as macOS's `._` companions.
    case hidden
    /// Neither `.wav` nor `.flac`.
    case notAudio
    /// An audio file whose name belongs to none of the corpora.
    case unknownName
    /// A file of the user's own corpus whose path does not fit the pattern of the map.
    case outsidePattern(String)
    /// A label of the user's own corpus that the map does not translate.
    case unmappedLabel(String)
    /// A label of the user's own corpus that the map says to leave out.
    case labelLeftOut(String)
    /// The path holds a tab, a line break or bytes that are not UTF-8, which no manifest could carry.
    case unprintableName
    /// RAVDESS's sung clips.
    case song
    /// A RAVDESS sound track of a video: the same take as the audio-only clip.
    case videoSoundtrack
    /// A mistake of the corpus itself.
    case erratum(String)
    /// An emotion that is no label in this split.
    case emotionOutsideLabels(Emotion, Split)
    /// A speaker whom the standard protocol keeps out of every split.
    case speakerOutsideSplit(String)
    /// A file of zero bytes, or audio of zero samples.
    case empty
    /// A Git LFS pointer in place of the audio.
    case gitLFSPointer
    /// The file could not be read or decoded.
    case unreadable(String)
    /// Audio without any change from sample to sample.
    case silent
    /// Audio shorter than one analysis window.
    case tooShort
    /// The audio is not the one that the manifest lists.
    case changed
    /// The same clip or the same audio as a file that is used.
    case duplicate(of: String)
    /// The same audio as another file under a different speaker or label: both are left out.
    case conflictingDuplicate(of: String)

    /// One line for a person.
    public var description: String {
        switch self {
        case .hidden: "hidden file"
        case .notAudio: "not a .wav or .flac file"
        case .unknownName: "name of no known corpus"
        case .outsidePattern(let pattern): "path does not fit the map's pattern \(pattern)"
        case .unmappedLabel(let label): "label \"\(label)\" is not in the map: name it under [corpus.labels]"
        case .labelLeftOut(let label): "label \"\(label)\", left out by the map"
        case .unprintableName: "name with a tab, a line break or bytes outside UTF-8"
        case .song: "song, not speech"
        case .videoSoundtrack: "sound track of a video, same take as the audio-only clip"
        case .erratum(let what): "known erratum: \(what)"
        case .emotionOutsideLabels(let emotion, let split):
            "\(emotion.rawValue) is no label in \(split.rawValue)"
        case .speakerOutsideSplit(let speaker):
            "speaker \(speaker) is not in the standard protocol: --validation or --split speaker draws a place"
        case .empty: "zero length"
        case .gitLFSPointer: "Git LFS pointer: run git lfs pull"
        case .unreadable(let what): "unreadable: \(what)"
        case .silent: "all silence"
        case .tooShort: "shorter than one analysis window of 25 ms"
        case .changed: "not the audio that the manifest lists: scan again"
        case .duplicate(let path): "same clip as \(path)"
        case .conflictingDuplicate(let path): "same audio under another speaker or label as \(path)"
        }
    }

    /// The reason without what is particular to one file, for counting.
    var kind: String {
        switch self {
        case .erratum: "known erratum"
        case .speakerOutsideSplit: "speaker not in the standard protocol"
        case .unreadable: "unreadable"
        case .duplicate: "same clip as another file"
        case .conflictingDuplicate: "same audio under another speaker or label"
        case .unmappedLabel: "label not in the map"
        case .labelLeftOut: "label left out by the map"
        case .outsidePattern: "path does not fit the map's pattern"
        case .hidden, .notAudio, .unknownName, .unprintableName, .song, .videoSoundtrack, .changed,
            .emotionOutsideLabels, .empty, .gitLFSPointer, .silent, .tooShort:
            description
        }
    }

    /// Whether it is what every folder has some of, rather than something that a person should look at.
    public var isOrdinary: Bool {
        switch self {
        case .hidden, .notAudio, .song, .videoSoundtrack, .emotionOutsideLabels, .labelLeftOut: true
        case .unknownName, .outsidePattern, .unmappedLabel, .unprintableName, .erratum, .speakerOutsideSplit,
            .empty, .gitLFSPointer, .unreadable, .silent, .tooShort, .changed, .duplicate,
            .conflictingDuplicate:
            false
        }
    }
}
