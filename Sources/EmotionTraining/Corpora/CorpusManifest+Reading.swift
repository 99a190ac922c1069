extension CorpusScan {
    /// Reads the clips that a manifest lists.
    ///
    /// - Parameters:
    ///   - manifest: The file.
    ///   - roots: Folders in the place of the manifest's own, in their order; none leaves those, or the
    ///     manifest's own folder where it names none.
    /// - Throws: `CorpusError.badFile` with the line of the first bad row or missing file; `.leaky` where
    ///   something is on two sides of the split.
    public init(manifest path: String, roots: [String] = []) throws(CorpusError) {
        do throws(InputFileError) {
            self = try ManifestReader(path: path, roots: roots).scan()
        } catch {
            throw .badFile(error)
        }
        try requireNoLeak()
    }
}

/// Reads a manifest back, believing nothing.
private struct ManifestReader {
    let table: TabSeparatedTable
    let roots: [String]
    let split: String
    let labels: [Emotion]

    init(path: String, roots: [String]) throws(InputFileError) {
        table = try TabSeparatedTable(path: path)
        guard table.comments.first?.cells == [CorpusManifest.signature] else {
            throw InputFileError(
                path, line: 1,
                "not a manifest of this version (\"# \(CorpusManifest.signature)\"): write it with scan --out"
            )
        }
        guard table.columns == CorpusManifest.columns else {
            throw InputFileError(
                path, line: table.comments.count + 1,
                "the columns are not \(CorpusManifest.columns.joined(separator: ", "))")
        }
        guard let split = Self.values(table, "split").first?.value else {
            throw InputFileError(path, "no line \"# split …\"")
        }
        self.split = split
        labels = try Self.labels(table)
        let listed = try Self.roots(table)
        self.roots = roots.isEmpty ? listed : roots
    }

    /// The head's lines of one kind, in order.
    private static func values(
        _ table: TabSeparatedTable, _ key: String
    ) -> [(row: TabSeparatedTable.Row, value: String)] {
        table.comments.compactMap { row in
            row.cells[0].hasPrefix(key + " ") ? (row, String(row.cells[0].dropFirst(key.count + 1))) : nil
        }
    }

    private static func labels(_ table: TabSeparatedTable) throws(InputFileError) -> [Emotion] {
        guard let (row, value) = values(table, "labels").first else {
            throw InputFileError(table.path, "no line \"# labels …\"")
        }
        var labels: [Emotion] = []
        for word in value.split(separator: " ") {
            guard let label = Emotion(rawValue: String(word)), !labels.contains(label) else {
                throw table.error(row, "\(word) is no label, or is there twice")
            }
            labels.append(label)
        }
        return labels
    }

    private static func roots(_ table: TabSeparatedTable) throws(InputFileError) -> [String] {
        var roots: [String] = []
        for (row, value) in values(table, "root") {
            let parts = value.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, Int(parts[0]) == roots.count + 1 else {
                throw table.error(row, "not \"# root \(roots.count + 1) FOLDER\"")
            }
            roots.append(String(parts[1]))
        }
        return roots.isEmpty ? [FileTree.folder(of: table.path)] : roots
    }

    func scan() throws(InputFileError) -> CorpusScan {
        var clips: [Clip] = []
        var seen: Set<String> = []
        for row in table.rows {
            let clip = try clip(row)
            guard seen.insert("\(clip.corpus.rawValue)/\(clip.name)").inserted else {
                throw table.error(row, "\(clip.corpus.rawValue) \(clip.name) is there twice")
            }
            clips.append(clip)
        }
        if clips.isEmpty { throw InputFileError(table.path, "lists no clips") }
        return CorpusScan(
            place: table.path, split: split, isLeaky: split.contains(SplitOptions.leakyMark), labels: labels,
            clips: clips)
    }

    private func clip(_ row: TabSeparatedTable.Row) throws(InputFileError) -> Clip {
        let cells = row.cells
        func cell<Value>(_ column: Int, _ value: Value?) throws(InputFileError) -> Value {
            guard let value else {
                throw table.error(row, "\(table.columns[column]) cannot be \"\(cells[column])\"")
            }
            return value
        }
        let root = try cell(0, Int(cells[0]).flatMap { roots.indices.contains($0 - 1) ? roots[$0 - 1] : nil })
        let emotion = try cell(6, Emotion(rawValue: cells[6]))
        guard labels.contains(emotion) else {
            throw table.error(row, "\(emotion.rawValue) is none of the manifest's labels")
        }
        let clip = Clip(
            root: root, path: try cell(1, filled(cells[1])), corpus: try cell(2, Corpus(rawValue: cells[2])),
            name: try cell(3, filled(cells[3])), speaker: try cell(4, filled(cells[4])), emotion: emotion,
            split: try cell(7, Split(rawValue: cells[7])),
            sex: cells[5] == "-" ? nil : try cell(5, Sex(rawValue: cells[5])),
            contentHash: try cell(8, hash(cells[8])),
            source: cells[9] == "-" ? nil : try cell(9, hash(cells[9])))
        guard FileIdentity(path: clip.file)?.isFolder == false else {
            throw table.error(row, "no file \(clip.file); --corpus says where the corpora lie now")
        }
        return clip
    }

    private func filled(_ text: String) -> String? { text.isEmpty ? nil : text }

    private func hash(_ text: String) -> String? {
        text.count == 64 && [UInt8](hexadecimal: text) != nil ? text : nil
    }
}
