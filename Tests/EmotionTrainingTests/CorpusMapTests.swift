import Testing

@testable import EmotionTraining

struct CorpusMapTests {
    private func scan(_ folder: CorpusFolder, _ map: String, roots: [String] = []) throws -> CorpusScan {
        try folder.write(Array(map.utf8), to: "map.toml")
        let map = try CorpusMap(path: folder.path + "/map.toml")
        return try CorpusScanner(map: map).scan(roots: roots)
    }

    private static let folders = """
        # Recordings of the choir.
        [[corpus]]
        name = "choir"
        folder = "voices"
        pattern = "{label}/{speaker}_*"

        [corpus.labels]
        Joy = "happy"
        bored = "none"

        """

    @Test func aFolderPerLabelIsACorpus() throws {
        let folder = try CorpusFolder(files: [
            "voices/joy/anna_1.wav", "voices/Joy/Anna_2.wav", "voices/sad/bert_1.flac",
            "voices/angry/cora_1.wav",
            "voices/bored/anna_3.wav", "voices/tired/anna_4.wav", "voices/anna_5.wav", "voices/notes.txt",
        ])
        let scan = try scan(folder, Self.folders)
        #expect(scan.clips.map(\.name) == ["Joy/Anna_2", "angry/cora_1", "joy/anna_1", "sad/bert_1"])
        #expect(scan.clips.map(\.speaker) == ["anna", "cora", "anna", "bert"])
        #expect(scan.clips.map(\.emotion) == [.happy, .angry, .happy, .sad])
        #expect(Set(scan.clips.map(\.corpus.rawValue)) == ["choir"])
        #expect(Set(scan.clips.filter { $0.speaker == "anna" }.map(\.split)).count == 1)
        #expect(Set(scan.clips.map(\.split)).count == 3)
        let reasons = Dictionary(uniqueKeysWithValues: scan.excluded.map { ($0.path, $0.reason) })
        #expect(
            reasons == [
                "bored/anna_3.wav": .labelLeftOut("bored"), "tired/anna_4.wav": .unmappedLabel("tired"),
                "anna_5.wav": .outsidePattern("{label}/{speaker}_*"), "notes.txt": .notAudio,
            ])
    }

    @Test func aTableIsACorpusBesideTheKnownOnes() throws {
        let folder = try CorpusFolder(files: [
            "a.wav", "b.wav", "b-louder.wav", "1001_DFA_ANG_XX.wav", "1002_DFA_ANG_XX.wav",
        ])
        let rows = """
            path\tspeaker\tlabel\tsex\tsplit\tsource
            a.wav\tanna\tangry\tf\ttest\t-
            b.wav\tbert\tsad\tm\ttrain\t
            b-louder.wav\tbert\tsad\tm\ttrain\tb.wav
            1002_DFA_ANG_XX.wav\tcora\thappy\t-\ttrain\t-

            """
        try folder.write(Array(rows.utf8), to: "own.tsv")
        let map = "[[corpus]]\nname = 'own'\ntable = 'own.tsv'\n"
        let scan = try scan(folder, map, roots: [folder.path])
        // What the table describes is not judged by its name too.
        #expect(
            scan.clips.map(\.path) == [
                "1001_DFA_ANG_XX.wav", "a.wav", "b.wav", "b-louder.wav", "1002_DFA_ANG_XX.wav",
            ])
        #expect(scan.clips.map(\.split) == [.train, .test, .train, .train, .train])
        #expect(scan.clips[1].sex == .female && scan.clips[4].sex == nil)
        #expect(scan.clips[3].source == scan.clips[2].contentHash && scan.clips[2].source == nil)
        #expect(scan.clips[4].corpus.rawValue == "own" && scan.clips[4].emotion == .happy)
    }

    @Test func aTableWhoseCopiesCrossTheLineIsRefused() throws {
        let folder = try CorpusFolder(files: ["a.wav", "a2.wav", "b.wav"])
        let rows =
            "path\tspeaker\tlabel\tsplit\tsource\na.wav\tanna\tangry\ttrain\t\na2.wav\tann2\tangry\ttest\ta.wav\n"
        try folder.write(Array(rows.utf8), to: "own.tsv")
        #expect {
            try scan(folder, "[[corpus]]\nname = 'own'\ntable = 'own.tsv'\n")
        } throws: { error in
            "\(error)" == "the split leaks: augmented copy a.wav = a2.wav is in train and test"
        }
    }

    @Test(arguments: [
        ("name = \"choir\"", "nme = \"choir\"", 3, "unknown key \"nme\""),
        ("[[corpus]]\n", "colour = 1\n[[corpus]]\n", 2, "unknown key \"colour\""),
        ("name = \"choir\"", "name = \"The choir\"", 3, "cannot be a name"),
        ("name = \"choir\"", "name = \"ravdess\"", 3, "cannot be a name"),
        ("name = \"choir\"", "name = 7", 3, "name must be a text"),
        ("name = \"choir\"", "name = ", 3, ""),
        ("pattern = \"{label}/{speaker}_*\"", "pattern = \"{label}/*\"", 5, "say who speaks"),
        (
            "pattern = \"{label}/{speaker}_*\"", "pattern = \"{speaker}_*\"", 5,
            "{label} must stand in it once"
        ),
        ("pattern = \"{label}/{speaker}_*\"", "pattern = \"{label}/{who}\"", 5, "{who} is neither"),
        (
            "pattern = \"{label}/{speaker}_*\"", "pattern = \"{label}/{speaker}.wav\"", 5,
            "leave out the extension"
        ),
        ("pattern = \"{label}/{speaker}_*\"", "speaker = \"anna\"", 3, "say table, or folder and pattern"),
        ("pattern = ", "table = 'x.tsv'\npattern = ", 6, "pattern does not go with table"),
        ("Joy = \"happy\"", "Joy = \"glad\"", 8, "Joy must be one of angry"),
        ("[[corpus]]", "[corpus]", 2, "there is no [[corpus]]"),
    ])
    func aMistakeInAMapIsNamedByItsLine(old: String, new: String, line: Int, message: String) throws {
        let folder = try CorpusFolder(files: ["voices/joy/anna_1.wav"])
        let text = Self.folders.replacing(old, with: new, maxReplacements: 1)
        #expect(text != Self.folders)
        #expect {
            try scan(folder, text)
        } throws: { error in
            guard let error = error as? InputFileError else { return false }
            let named = error.line == line || message.contains("[[corpus]]")
            return named && error.problem.contains(message) && !error.description.contains("\n")
        }
    }

    @Test(arguments: [
        ("path\tlabel\na.wav\tsad\n", "line 1: no column \"speaker\""),
        ("path\tlabel\tspeaker\tage\na.wav\tsad\ta\t9\n", "line 1: unknown column \"age\""),
        ("path\tlabel\tspeaker\na.wav\tsad\n", "line 2: 2 cells where the header has 3"),
        ("path\tlabel\tspeaker\na.wav\tsad\t\n", "line 2: no speaker"),
        ("path\tlabel\tspeaker\na.wav\tsad\tx\ngone.wav\tsad\tx\n", "line 3: no file "),
        ("path\tlabel\tspeaker\na.wav\tsad\tx\na.wav\tsad\tx\n", "line 3: a.wav is there already, in line 2"),
        ("path\tlabel\tspeaker\tsex\r\na.wav\tsad\tx\tw\r\n", "line 2: sex \"w\" is none of f, m"),
        ("path\tlabel\tspeaker\tsource\na.wav\tsad\tx\tb.wav\n", "line 2: source b.wav is no recording"),
        ("", "no header line"),
    ])
    func aMistakeInATableIsNamedByItsLine(rows: String, message: String) throws {
        let folder = try CorpusFolder(files: ["a.wav"])
        try folder.write(Array(rows.utf8), to: "own.tsv")
        #expect {
            try scan(folder, "[[corpus]]\nname = 'own'\ntable = 'own.tsv'\n")
        } throws: { error in
            "\(error)".hasPrefix("\(folder.path)/own.tsv") && "\(error)".contains(message)
        }
    }

    @Test(arguments: [
        ("{label}/{speaker}_*", "joy/anna_b_1", "joy", "anna"),
        ("{speaker}/{label}/*", "A/Sad/x", "sad", "a"),
        ("*/{speaker}-*-{label}", "s/b-1-fear", "fear", "b"), ("{speaker}{label}", "ab", "b", "a"),
        ("x*{label}", "xyz", "yz", nil),
    ])
    func namesAreAsShortAsFits(pattern: String, path: String, label: String, speaker: String?) throws {
        let match = try PathPattern(pattern).match(path)
        #expect(match == PathPattern.Match(label: label, speaker: speaker))
    }

    @Test func aPathThatDoesNotFitSaysNothing() throws {
        let pattern = try PathPattern("{label}/{speaker}_*")
        for path in ["joy", "joy/anna", "joy/_1", "a/joy/anna_1", ""] { #expect(pattern.match(path) == nil) }
    }

    @Test func aMapThatCannotBeReadIsSaidInOneLine() throws {
        #expect(throws: InputFileError("/nowhere.toml", "No such file or directory")) {
            try CorpusMap(path: "/nowhere.toml")
        }
    }
}
