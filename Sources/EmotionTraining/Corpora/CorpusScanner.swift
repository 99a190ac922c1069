/// Finds the clips of the four corpora, and of the user's own, under folders, wherever they lie.
///
/// Every file gets a verdict: a used clip, or left out with the reason. The order is that of the roots and
/// of the paths' bytes, so two scans of the same files agree to the last byte.
public struct CorpusScanner: Sendable {
    /// The standard protocol: which speaker belongs to which split.
    public var speakers: SpeakerSplit
    /// Which emotions become labels.
    public var labels: LabelPolicy
    /// How clips are divided.
    public var split: SplitOptions
    /// Corpora of the user's own.
    public var map: CorpusMap?
    /// Remembers what was decoded; nil decodes every file.
    public var cache: ClipCache?

    /// Makes a scanner.
    ///
    /// - Parameters:
    ///   - speakers: The standard protocol.
    ///   - labels: Which emotions become labels.
    ///   - split: How clips are divided.
    ///   - map: Corpora of the user's own.
    ///   - cache: Remembers what was decoded.
    public init(
        speakers: SpeakerSplit = .standard, labels: LabelPolicy = .standard, split: SplitOptions = .init(),
        map: CorpusMap? = nil, cache: ClipCache? = nil
    ) {
        self.speakers = speakers
        self.labels = labels
        self.split = split
        self.map = map
        self.cache = cache
    }

    /// A recording, or a file that is left out.
    typealias Verdict = Result<Recording, ExcludedFile>

    /// Scans one folder; see ``scan(roots:progress:)``.
    public func scan(
        root: String, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(CorpusError) -> CorpusScan {
        try scan(roots: [root], progress: progress)
    }

    /// Scans folders, decoding every candidate once, on all cores.
    ///
    /// - Parameters:
    ///   - roots: Folders that hold one corpus or more, at any depth; a folder within another is read once.
    ///   - progress: Called with the files read and the files to read, from any thread.
    /// - Returns: The clips to use and the files left out.
    /// - Throws: `CorpusError` where a root cannot be read or is empty, no clip is usable, or the split leaks.
    public func scan(
        roots: [String], progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(CorpusError) -> CorpusScan {
        let (candidates, recognised) = try candidates(roots)
        let read = examined(candidates, progress)
        let verdicts = DuplicateRule.applied(to: withSources(read))

        let recordings = verdicts.compactMap { try? $0.get() }
        let place = (roots + (map.map { [$0.path] } ?? [])).joined(separator: ", ")
        try requireSpeakers(recordings, place)
        let assignment = SplitAssignment(of: recordings, options: split, speakers: speakers)
        let scan = CorpusScan(
            place: place, split: assignment.name, isLeaky: split.isLeaky, labels: labels.labels,
            verdicts: verdicts.map { $0.flatMap { clip(of: $0, assignment) } }, recognised: recognised)
        if scan.clips.isEmpty {
            guard let reason = scan.mostFrequentReason(except: [.hidden, .notAudio, .unknownName]) else {
                throw .noCorpusFound(path: place)
            }
            throw .nothingUsable(path: place, mostFrequent: reason)
        }
        try scan.requireNoLeak()
        return scan
    }

    private func requireSpeakers(_ recordings: [Recording], _ place: String) throws(CorpusError) {
        guard let folds = split.fold?.count, !recordings.isEmpty else { return }
        let count = Set(recordings.map(\.identity)).count
        if count < folds { throw .fewSpeakers(count, folds: folds, path: place) }
    }

    /// What the files themselves say: decoded, or remembered from an earlier scan.
    private func examined(
        _ candidates: [Verdict], _ progress: (@Sendable (Int, Int) -> Void)?
    ) -> [Verdict] {
        let examiner = AudioExaminer(cache: cache)
        let total = candidates.count
        let findings = candidates.concurrentMap(progress: { progress?($0, total) }) { candidate in
            candidate.flatMap { recording in
                examiner.examine(recording.file).map { (recording, $0) }.mapError(recording.excluded)
            }
        }
        cache?.remember(findings.compactMap { try? $0.get().1 })
        return findings.map { finding in
            finding.map { recording, found in
                var recording = recording
                recording.contentHash = found.content.hash
                return recording
            }
        }
    }

    /// Names the recordings that augmented copies were made from by their content.
    private func withSources(_ verdicts: [Verdict]) -> [Verdict] {
        var hashes: [String: String] = [:]
        for case .success(let recording) in verdicts { hashes[recording.file] = recording.contentHash }
        return verdicts.map { verdict in
            verdict.flatMap { recording in
                guard let file = recording.sourceFile else { return verdict }
                guard let source = hashes[file] else {
                    return .failure(recording.excluded(.unreadable("its original is: \(file)")))
                }
                var copy = recording
                copy.source = source
                return .success(copy)
            }
        }
    }

    private func clip(of recording: Recording, _ assignment: SplitAssignment) -> Result<Clip, ExcludedFile> {
        guard let split = assignment[recording] else {
            return .failure(recording.excluded(.speakerOutsideSplit(recording.speaker)))
        }
        do throws(ExclusionReason) {
            return .success(
                Clip(
                    root: recording.root, path: recording.path, corpus: recording.corpus,
                    name: recording.name, speaker: recording.speaker,
                    emotion: try labels.label(of: recording.emotion, in: split), split: split,
                    sex: recording.sex ?? speakers[recording.corpus, recording.speaker]?.sex,
                    contentHash: recording.contentHash, source: recording.source))
        } catch {
            return .failure(recording.excluded(error))
        }
    }
}
