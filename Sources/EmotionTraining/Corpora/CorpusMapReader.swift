internal import TOMLKit
internal import TOMLText

/// Reads a map strictly: what it does not know is a mistake, and every mistake has its line.
struct CorpusMapReader {
    private let path: String
    private let lines: [Substring]
    private let document: TOMLTable

    private static let keys = ["name", "folder", "pattern", "speaker", "table", "labels"]

    init(path: String) throws(InputFileError) {
        self.path = path
        let text = try TabSeparatedTable.text(of: path)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        do throws(TOMLTextError) {
            document = try TOMLText.table(text)
        } catch {
            throw InputFileError(path, line: error.line, error.description)
        }
    }

    func corpora() throws(InputFileError) -> [MappedCorpus] {
        for key in document.keys.sorted() where key != "corpus" {
            throw mistake("unknown key \"\(key)\"; corpora are described under [[corpus]]", key: key)
        }
        guard let tables = document["corpus"]?.array, !tables.isEmpty else {
            throw InputFileError(path, "describes no corpus: there is no [[corpus]]")
        }
        var corpora: [MappedCorpus] = []
        for (index, value) in tables.enumerated() {
            guard let table = value.table else {
                throw mistake("corpus is not a table: write [[corpus]]", key: "corpus")
            }
            let corpus = try Section(reader: self, table: table, index: index).corpus()
            if corpora.contains(where: { $0.corpus == corpus.corpus }) {
                throw mistake("\(corpus.corpus.rawValue) is described twice", key: "name", section: index)
            }
            corpora.append(corpus)
        }
        return corpora
    }

    /// An error at the line of `key`, of the whole file or of the corpus of that index.
    fileprivate func mistake(_ problem: String, key: String, section: Int? = nil) -> InputFileError {
        InputFileError(path, line: line(of: key, section: section), problem)
    }

    /// The parser keeps no places for what is right TOML, so the text is searched.
    private func line(of key: String, section: Int?) -> Int? {
        let heads = lines.indices.filter {
            lines[$0].filter { $0 != " " && $0 != "\t" }.hasPrefix("[[corpus]]")
        }
        var range = lines.indices
        if let section, heads.indices.contains(section) {
            range = heads[section]..<(section + 1 < heads.count ? heads[section + 1] : lines.count)
        }
        let names = range.filter { index in
            let words = lines[index].drop { " \t[\"'".contains($0) }
            return words.hasPrefix(key)
                && words.dropFirst(key.count).first.map { " \t=\"'].".contains($0) } == true
        }
        return
            (names.first ?? range.first { lines[$0].contains(key) } ?? (section == nil ? nil : range.first))
            .map { $0 + 1 }
    }

    /// The description of one corpus.
    private struct Section {
        let reader: CorpusMapReader
        let table: TOMLTable
        let index: Int

        func corpus() throws(InputFileError) -> MappedCorpus {
            for key in table.keys.sorted() where !CorpusMapReader.keys.contains(key) {
                throw mistake("unknown key \"\(key)\"", key)
            }
            guard let name = try string("name") else { throw mistake("a corpus without name", "[[corpus]]") }
            guard let corpus = Corpus(rawValue: name), !Corpus.known.contains(corpus) else {
                throw mistake(
                    "\"\(name)\" cannot be a name: a–z, 0–9, -, _ and . are allowed, and the four known corpora are taken",
                    "name")
            }
            return MappedCorpus(corpus: corpus, layout: try layout(), labels: try labels())
        }

        private func layout() throws(InputFileError) -> MappedCorpus.Layout {
            let folder = try string("folder").map(beside)
            if let table = try string("table").map(beside) {
                for key in ["pattern", "speaker"] where self.table[key] != nil {
                    throw mistake("\(key) does not go with table", key)
                }
                return .table(try CorpusTable(path: table, folder: folder))
            }
            guard let folder, let text = try string("pattern") else {
                throw mistake("say table, or folder and pattern", "name")
            }
            let pattern: PathPattern
            do throws(PathPattern.Problem) {
                pattern = try PathPattern(text)
            } catch {
                throw mistake("pattern \"\(text)\": \(error.text)", "pattern")
            }
            let speaker = try string("speaker")
            guard pattern.namesSpeaker != (speaker != nil) else {
                throw mistake(
                    "say who speaks once: {speaker} in pattern, or speaker = \"NAME\" for a single one",
                    "pattern")
            }
            return .folders(root: folder, pattern: pattern, speaker: speaker ?? "")
        }

        private func labels() throws(InputFileError) -> [String: Emotion?] {
            guard let value = table["labels"] else { return [:] }
            guard let words = value.table else { throw mistake("labels is not a table", "labels") }
            var labels: [String: Emotion?] = [:]
            for word in words.keys.sorted() {
                let name = words[word]?.string ?? ""
                guard name == "none" || Emotion(rawValue: name) != nil else {
                    let known = Emotion.allCases.map(\.rawValue).joined(separator: ", ")
                    throw mistake("\(word) must be one of \(known), none", word)
                }
                labels[word.lowercased()] = .some(Emotion(rawValue: name))
            }
            return labels
        }

        private func string(_ key: String) throws(InputFileError) -> String? {
            guard let value = table[key] else { return nil }
            guard let text = value.string, !text.isEmpty,
                !text.contains(where: { $0 == "\t" || $0.isNewline })
            else { throw mistake("\(key) must be a text in quotation marks", key) }
            return text
        }

        private func beside(_ name: String) -> String {
            FileTree.join(FileTree.folder(of: reader.path), name)
        }

        private func mistake(_ problem: String, _ key: String) -> InputFileError {
            reader.mistake(problem, key: key, section: index)
        }
    }
}
