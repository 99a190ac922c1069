import Crypto

/// Finds the clips of the four corpora under a folder, wherever they lie.
///
/// Every file gets a verdict: a used clip, or left out with the reason. The order is that of the paths'
/// bytes, so two scans of the same files agree to the last byte.
public struct CorpusScanner: Sendable {
    /// Which speaker belongs to which split.
    public var speakers: SpeakerSplit
    /// Which emotions become labels.
    public var labels: LabelPolicy

    /// Makes a scanner.
    ///
    /// - Parameters:
    ///   - speakers: Which speaker belongs to which split.
    ///   - labels: Which emotions become labels.
    public init(speakers: SpeakerSplit = .standard, labels: LabelPolicy = .standard) {
        self.speakers = speakers
        self.labels = labels
    }

    /// Scans `root`, reading every candidate once for its content hash, on all cores.
    ///
    /// - Parameters:
    ///   - root: A folder that holds one corpus or more, at any depth.
    ///   - progress: Called with the files read and the files to read, from any thread.
    /// - Returns: The clips to use and the files left out.
    /// - Throws: `CorpusError` where the root cannot be read, is empty, or holds no usable clip.
    public func scan(
        root: String, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(CorpusError) -> CorpusScan {
        let files: [FoundFile]
        do {
            files = try FileTree.files(under: root)
        } catch {
            throw .unreadableRoot(path: root, reason: error.description)
        }
        if files.isEmpty { throw .emptyFolder(path: root) }

        var verdicts = files.map(verdict(on:))
        let named = verdicts.compactMap { try? $0.get() }
        let read = named.concurrentMap(progress: { progress?($0, named.count) }) { clip in
            Self.hashed(clip, root: root)
        }
        verdicts = verdicts.filter { (try? $0.get()) == nil } + Self.withoutDuplicates(read)

        let scan = CorpusScan(root: root, split: speakers.name, verdicts: verdicts)
        if scan.clips.isEmpty {
            guard let reason = scan.mostFrequentReason(except: [.hidden, .notAudio, .unknownName]) else {
                throw .noCorpusFound(path: root)
            }
            throw .nothingUsable(path: root, mostFrequent: reason)
        }
        return scan
    }

    typealias Verdict = Result<Clip, Exclusion>

    /// A reason together with the file it is about.
    struct Exclusion: Error {
        let file: ExcludedFile

        init(_ path: String, _ reason: ExclusionReason) {
            file = ExcludedFile(path: path, reason: reason)
        }
    }

    private func verdict(on file: FoundFile) -> Verdict {
        do throws(ExclusionReason) {
            return .success(try clip(at: file))
        } catch {
            return .failure(Exclusion(file.path, error))
        }
    }

    /// What the path alone says.
    private func clip(at file: FoundFile) throws(ExclusionReason) -> Clip {
        let found = try ClipName(path: file.path)
        guard file.isFaithful, !file.path.contains(where: { $0 == "\t" || $0.isNewline }) else {
            throw .unprintableName
        }
        if let note = CorpusErrata.note(on: found) { throw .erratum(note) }
        guard let member = speakers[found.corpus, found.speaker] else {
            throw .speakerOutsideSplit(found.speaker)
        }
        return Clip(
            path: file.path, corpus: found.corpus, name: found.name, speaker: found.speaker,
            emotion: try labels.label(of: found.emotion, in: member.split), split: member.split,
            sex: member.sex)
    }

    /// What the file's bytes say.
    private static func hashed(_ clip: Clip, root: String) -> Verdict {
        let bytes: [UInt8]
        do {
            bytes = try FileTree.contents(of: root + "/" + clip.path)
        } catch {
            return .failure(Exclusion(clip.path, .unreadable(error.description)))
        }
        if bytes.isEmpty { return .failure(Exclusion(clip.path, .empty)) }
        if bytes.starts(with: "version https://git-lfs".utf8) {
            return .failure(Exclusion(clip.path, .gitLFSPointer))
        }
        var clip = clip
        clip.contentHash = SHA256.hash(data: bytes).hexadecimal
        return .success(clip)
    }

    /// Leaves out a clip that is there twice: in a nested copy of the tree, or as `.wav` beside `.flac`.
    ///
    /// The same bytes under another speaker or label would teach a contradiction or leak across the
    /// split, so there none of the files is used.
    private static func withoutDuplicates(_ verdicts: [Verdict]) -> [Verdict] {
        let clips = verdicts.compactMap { try? $0.get() }
        let byHash = Dictionary(grouping: clips, by: \.contentHash)
        var firstOfName: [String: String] = [:]
        return verdicts.map { verdict in
            guard case .success(let clip) = verdict else { return verdict }
            let sameBytes = byHash[clip.contentHash] ?? []
            if let other = sameBytes.first(where: { !$0.saysTheSame(as: clip) }) {
                return .failure(Exclusion(clip.path, .conflictingDuplicate(of: other.path)))
            }
            if let first = sameBytes.first, first.path != clip.path {
                return .failure(Exclusion(clip.path, .duplicate(of: first.path)))
            }
            let name = clip.corpus.rawValue + "/" + clip.name
            if let first = firstOfName[name] { return .failure(Exclusion(clip.path, .duplicate(of: first))) }
            firstOfName[name] = clip.path
            return verdict
        }
    }
}

extension Clip {
    fileprivate func saysTheSame(as other: Clip) -> Bool {
        corpus == other.corpus && speaker == other.speaker && emotion == other.emotion
    }
}

extension Digest {
    /// Lower-case hexadecimal.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
