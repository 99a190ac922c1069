/// Corpora of the user's own, described by a TOML file.
///
///     [[corpus]]
///     name = "studio"                  # what reports call it
///     folder = "recordings"            # relative to this file
///     pattern = "{label}/{speaker}_*"  # below the folder, without the extension
///
///     [corpus.labels]                  # words that are not ours; "none" leaves them out
///     joy = "happy"
///     bored = "none"
///
///     [[corpus]]
///     name = "phone"
///     table = "phone.tsv"              # columns path, label, speaker; may have sex, split, source
///
/// A corpus of one speaker says `speaker = "anna"` in place of `{speaker}`. In a table, paths are relative to
/// `folder`, else to the table; `split` is train, dev or test; `source` is the path of the recording that an
/// augmented copy was made from.
public struct CorpusMap: Sendable {
    /// The file as the caller named it.
    public let path: String
    let corpora: [MappedCorpus]

    /// Reads a map and the tables that it names.
    ///
    /// - Throws: `InputFileError` with the line of a mistake: in TOML itself, an unknown key, a wrong value, a
    ///   bad row, a missing file.
    public init(path: String) throws(InputFileError) {
        self.path = path
        corpora = try CorpusMapReader(path: path).corpora()
    }

    /// Every file of the described corpora, with what path or table says of it.
    func verdicts() throws(CorpusError) -> [CorpusScanner.Verdict] {
        var verdicts: [CorpusScanner.Verdict] = []
        for corpus in corpora { verdicts += try corpus.verdicts() }
        return verdicts
    }
}

/// One corpus of the user's own.
struct MappedCorpus: Sendable {
    enum Layout: Sendable {
        /// Files whose paths below `root` follow a pattern; `speaker` where the pattern names none.
        case folders(root: String, pattern: PathPattern, speaker: String)
        /// Files that a table lists.
        case table(CorpusTable)
    }

    let corpus: Corpus
    let layout: Layout
    /// The map's words, in lower case; nil says to leave out.
    let labels: [String: Emotion?]

    func verdicts() throws(CorpusError) -> [CorpusScanner.Verdict] {
        switch layout {
        case .folders(let root, let pattern, let speaker):
            var visited: Set<FileIdentity> = []
            return try CorpusScanner.files(under: root, visited: &visited).map { file in
                verdict(root, file.path) { () throws(ExclusionReason) in
                    try recording(file, root: root, pattern, speaker)
                }
            }
        case .table(let table):
            return table.entries.map { entry in
                verdict(table.folder, entry.path) { () throws(ExclusionReason) in
                    try recording(entry, in: table)
                }
            }
        }
    }

    private func verdict(
        _ root: String, _ path: String, _ recording: () throws(ExclusionReason) -> Recording
    ) -> CorpusScanner.Verdict {
        do throws(ExclusionReason) {
            return .success(try recording())
        } catch {
            return .failure(ExcludedFile(root: root, path: path, reason: error))
        }
    }

    private func recording(
        _ file: FoundFile, root: String, _ pattern: PathPattern, _ speaker: String
    ) throws(ExclusionReason) -> Recording {
        let name = try ClipName.withoutExtension(file.path)
        try CorpusScanner.requirePrintable(file)
        guard let match = pattern.match(name) else { throw .outsidePattern(pattern.text) }
        return Recording(
            root: root, path: file.path, corpus: corpus, name: name, speaker: match.speaker ?? speaker,
            emotion: try emotion(match.label))
    }

    private func recording(
        _ entry: CorpusTable.Entry, in table: CorpusTable
    ) throws(ExclusionReason) -> Recording {
        var recording = Recording(
            root: table.folder, path: entry.path, corpus: corpus, name: entry.name, speaker: entry.speaker,
            emotion: try emotion(entry.label))
        recording.sex = entry.sex
        recording.listedSplit = entry.split
        recording.sourceFile = entry.source.map { FileTree.join(table.folder, $0) }
        return recording
    }

    private func emotion(_ label: String) throws(ExclusionReason) -> Emotion {
        let word = label.lowercased()
        if let translated = labels[word] {
            guard let emotion = translated else { throw .labelLeftOut(label) }
            return emotion
        }
        guard let emotion = Emotion(rawValue: word) else { throw .unmappedLabel(label) }
        return emotion
    }
}
