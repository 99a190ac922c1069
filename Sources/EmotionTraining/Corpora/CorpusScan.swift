/// What a scan found: the clips to use and the files left out, each in the order of the paths' bytes.
public struct CorpusScan: Sendable {
    /// The scanned folder; the paths are relative to it.
    public let root: String
    /// The name of the speaker split.
    public let split: String
    /// The clips to use.
    public let clips: [Clip]
    /// All other files, with the reasons.
    public let excluded: [ExcludedFile]

    init(root: String, split: String, verdicts: [CorpusScanner.Verdict]) {
        self.root = root
        self.split = split
        var clips: [Clip] = []
        var excluded: [ExcludedFile] = []
        for verdict in verdicts {
            switch verdict {
            case .success(let clip): clips.append(clip)
            case .failure(let exclusion): excluded.append(exclusion.file)
            }
        }
        self.clips = clips.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        self.excluded = excluded.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The clips of one split, of which there is at least one.
    ///
    /// - Throws: `CorpusError.noSpeakers` where there is none.
    public func clips(in split: Split) throws(CorpusError) -> [Clip] {
        let chosen = clips.filter { $0.split == split }
        if chosen.isEmpty { throw .noSpeakers(split: split, path: root) }
        return chosen
    }

    /// The number of clips for which the given keys agree; nil agrees with all.
    public func count(corpus: Corpus? = nil, split: Split? = nil, emotion: Emotion? = nil) -> Int {
        clips.count { clip in
            (corpus ?? clip.corpus) == clip.corpus && (split ?? clip.split) == clip.split
                && (emotion ?? clip.emotion) == clip.emotion
        }
    }

    /// The manifest of the clips to use.
    public var manifest: CorpusManifest { CorpusManifest(clips: clips) }

    /// How many files are left out for each kind of reason, most frequent first; one line each.
    public var exclusionSummary: [(reason: String, files: Int)] {
        Dictionary(grouping: excluded, by: \.reason.kind).map { ($0.key, $0.value.count) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// A reason of the most frequent kind, kinds in `except` aside; nil where nothing else was left out.
    func mostFrequentReason(except: [ExclusionReason]) -> ExclusionReason? {
        let ignored = Set(except.map(\.kind))
        let groups = Dictionary(
            grouping: excluded.map(\.reason).filter { !ignored.contains($0.kind) }, by: \.kind)
        return groups.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value.first
    }
}

extension ExclusionReason {
    /// The reason without what is particular to one file.
    var kind: String {
        switch self {
        case .erratum: "known erratum"
        case .speakerOutsideSplit: "speaker not in the split"
        case .unreadable: "unreadable"
        case .duplicate: "same clip as another file"
        case .conflictingDuplicate: "same audio under another speaker or label"
        case .hidden, .notAudio, .unknownName, .unprintableName, .song, .videoSoundtrack,
            .emotionOutsideLabels, .empty,
            .gitLFSPointer, .silent:
            description
        }
    }
}
