extension CorpusScanner {
    /// What names and tables alone say, for every file: first those under the roots, then the user's own.
    ///
    /// A file that the map describes is not judged by its name too, wherever it lies.
    func candidates(
        _ roots: [String]
    ) throws(CorpusError) -> (verdicts: [Verdict], recognised: Set<ClipName>) {
        let own = try map?.verdicts() ?? []
        let claimed = Set(
            own.compactMap { verdict in
                switch verdict {
                case .success(let recording): FileIdentity(path: recording.file)
                case .failure(let file): FileIdentity(path: file.file)
                }
            })
        var visited: Set<FileIdentity> = []
        var verdicts: [Verdict] = []
        var recognised: Set<ClipName> = []
        for root in roots {
            for file in try Self.files(under: root, visited: &visited) {
                if let identity = file.identity, claimed.contains(identity) { continue }
                verdicts.append(Self.verdict(on: file, root: root, &recognised))
            }
        }
        return (verdicts + own, recognised)
    }

    /// The files under a root; of a folder that another root holds, none.
    static func files(
        under root: String, visited: inout Set<FileIdentity>
    ) throws(CorpusError) -> [FoundFile] {
        if let identity = FileIdentity(path: root), visited.contains(identity) { return [] }
        let files: [FoundFile]
        do {
            files = try FileTree.files(under: root, visited: &visited)
        } catch {
            throw .unreadableRoot(path: root, reason: error.description)
        }
        if files.isEmpty { throw .emptyFolder(path: root) }
        return files
    }

    /// What the path alone says.
    private static func verdict(
        on file: FoundFile, root: String, _ recognised: inout Set<ClipName>
    ) -> Verdict {
        do throws(ExclusionReason) {
            let name = try ClipName(path: file.path)
            try requirePrintable(file)
            recognised.insert(name)
            if let note = CorpusErrata.note(on: name) { throw .erratum(note) }
            return .success(Recording(name, root: root, path: file.path))
        } catch {
            return .failure(ExcludedFile(root: root, path: file.path, reason: error))
        }
    }

    /// A manifest has one line a clip and tabs between its cells.
    static func requirePrintable(_ file: FoundFile) throws(ExclusionReason) {
        guard file.isFaithful, !file.path.contains(where: { $0 == "\t" || $0.isNewline }) else {
            throw .unprintableName
        }
    }
}

/// Which of several files with the same audio is used.
enum DuplicateRule {
    /// Leaves out a clip that is there twice: in a nested copy of the tree, as `.wav` beside `.flac`, or
    /// under another name.
    ///
    /// The same audio under another speaker or label would teach a contradiction or leak across the split,
    /// so there none of the files is used.
    static func applied(to verdicts: [CorpusScanner.Verdict]) -> [CorpusScanner.Verdict] {
        let recordings = verdicts.compactMap { try? $0.get() }
        let byHash = Dictionary(grouping: recordings, by: \.contentHash)
        var firstOfName: [String: String] = [:]
        return verdicts.map { verdict in
            verdict.flatMap { recording in
                let sameAudio = byHash[recording.contentHash] ?? []
                if let other = sameAudio.first(where: { !$0.saysTheSame(as: recording) }) {
                    return .failure(recording.excluded(.conflictingDuplicate(of: other.path)))
                }
                if let first = sameAudio.first, first.file != recording.file {
                    return .failure(recording.excluded(.duplicate(of: first.path)))
                }
                let name = "\(recording.corpus.rawValue)/\(recording.name)"
                if let first = firstOfName[name] {
                    return .failure(recording.excluded(.duplicate(of: first)))
                }
                firstOfName[name] = recording.path
                return verdict
            }
        }
    }
}
