/// The clips of an experiment and the files left out, each in the order of the roots and the paths' bytes.
///
/// They come from a scan of folders or from a manifest.
public struct CorpusScan: Sendable {
    /// The scanned folders or the manifest, as an error names them.
    public let place: String
    /// The name of the split.
    public let split: String
    /// Whether the same voices are in training and test; every report says so.
    public let isLeaky: Bool
    /// The labels, in the order of a model's outputs.
    public let labels: [Emotion]
    /// The clips to use.
    public let clips: [Clip]
    /// All other files, with the reasons.
    public let excluded: [ExcludedFile]
    /// Every clip of a known corpus that a file's name speaks of, used or not; empty from a manifest.
    let recognised: Set<ClipName>

    init(
        place: String, split: String, isLeaky: Bool, labels: [Emotion], clips: [Clip],
        excluded: [ExcludedFile] = [], recognised: Set<ClipName> = []
    ) {
        self.place = place
        self.split = split
        self.isLeaky = isLeaky
        self.labels = labels
        self.clips = clips
        self.excluded = excluded
        self.recognised = recognised
    }

    init(
        place: String, split: String, isLeaky: Bool, labels: [Emotion],
        verdicts: [Result<Clip, ExcludedFile>], recognised: Set<ClipName>
    ) {
        var clips: [Clip] = []
        var excluded: [ExcludedFile] = []
        for verdict in verdicts {
            switch verdict {
            case .success(let clip): clips.append(clip)
            case .failure(let file): excluded.append(file)
            }
        }
        self.init(
            place: place, split: split, isLeaky: isLeaky, labels: labels, clips: clips, excluded: excluded,
            recognised: recognised)
    }

    /// The clips of one split, of which there is at least one.
    ///
    /// - Throws: `CorpusError.noSpeakers` where there is none, `.oneSpeaker` where that is the reason.
    public func clips(in split: Split) throws(CorpusError) -> [Clip] {
        let chosen = clips.filter { $0.split == split }
        guard chosen.isEmpty else { return chosen }
        let speakers = Set(clips.map { SpeakerIdentity(corpus: $0.corpus, speaker: $0.speaker) })
        if speakers.count == 1, let only = speakers.first {
            throw .oneSpeaker(only.description, path: place)
        }
        throw .noSpeakers(split: split, path: place)
    }

    /// The clips to train on, of two labels at least.
    ///
    /// - Throws: `CorpusError` as ``clips(in:)`` does, and `.oneLabel`.
    public func trainingClips() throws(CorpusError) -> [Clip] {
        let chosen = try clips(in: .train)
        if let emotion = chosen.first?.emotion, chosen.allSatisfy({ $0.emotion == emotion }) {
            throw .oneLabel(emotion, path: place)
        }
        return chosen
    }

    /// The number of clips for which the given keys agree; nil agrees with all.
    public func count(
        corpus: Corpus? = nil, speaker: String? = nil, split: Split? = nil, emotion: Emotion? = nil
    ) -> Int {
        clips.count { clip in
            (corpus ?? clip.corpus) == clip.corpus && (split ?? clip.split) == clip.split
                && (emotion ?? clip.emotion) == clip.emotion && (speaker ?? clip.speaker) == clip.speaker
        }
    }

    /// The corpora that have clips, sorted.
    public var corpora: [Corpus] { Set(clips.map(\.corpus)).sorted() }

    /// What is there of each known corpus of which there is anything, sorted; empty from a manifest.
    public var completeness: [CorpusCompleteness] {
        OfficialCorpus.all.compactMap { official in
            let found = recognised.filter { $0.corpus == official.corpus }
            return found.isEmpty ? nil : CorpusCompleteness(official: official, found: found)
        }
    }

    /// The manifest of the clips to use.
    public var manifest: CorpusManifest { CorpusManifest(self) }

    /// How many files are left out for each kind of reason, most frequent first; one line each.
    public var exclusionSummary: [(reason: String, files: Int)] {
        Dictionary(grouping: excluded, by: \.reason.kind).map { ($0.key, $0.value.count) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// The files left out for one kind of reason, as ``exclusionSummary`` calls it.
    public func excluded(because reason: String) -> [ExcludedFile] {
        excluded.filter { $0.reason.kind == reason }
    }

    /// A reason of the most frequent kind, kinds in `except` aside; nil where nothing else was left out.
    func mostFrequentReason(except: [ExclusionReason]) -> ExclusionReason? {
        let ignored = Set(except.map(\.kind))
        let groups = Dictionary(
            grouping: excluded.map(\.reason).filter { !ignored.contains($0.kind) }, by: \.kind)
        return groups.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value.first
    }

    /// Refuses clips of which something is on two sides of the split.
    func requireNoLeak() throws(CorpusError) {
        let leaks = SplitLeak.leaks(in: clips, allowsSpeakers: isLeaky)
        if !leaks.isEmpty { throw .leaky(leaks) }
    }
}
