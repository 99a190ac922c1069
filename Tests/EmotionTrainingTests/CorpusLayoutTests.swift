import Testing

@testable import EmotionTraining

/// Each corpus as people have it on disk.
struct CorpusLayoutTests {
    struct Layout: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let corpus: Corpus
        let files: [String]

        init(_ description: String, _ corpus: Corpus, _ files: [String]) {
            testDescription = description
            self.corpus = corpus
            self.files = files
        }
    }

    private static func cremaD(_ form: (String) -> String) -> [String] {
        ["1001_DFA_ANG_XX", "1001_IEO_SAD_HI", "1091_TSI_NEU_XX"].map(form)
    }

    private static func ravdess(_ form: (String, String) -> String) -> [String] {
        [("03", "05"), ("02", "02"), ("12", "06")].map { form($0, "03-01-\($1)-01-01-01-\($0)") }
    }

    private static func savee(_ form: (String, String) -> String) -> [String] {
        [("DC", "a01"), ("JK", "sa15"), ("DC", "n30")].map(form)
    }

    @Test(arguments: [
        Layout("CREMA-D, the repository", .cremaD, cremaD { "AudioWAV/\($0).wav" }),
        Layout("CREMA-D, nested and flac", .cremaD, cremaD { "crema/CREMA-D/AudioWAV/\($0).flac" }),
        Layout("CREMA-D, flat", .cremaD, cremaD { "\($0).wav" }),
        Layout("RAVDESS, the archive", .ravdess, ravdess { "Actor_\($0)/\($1).wav" }),
        Layout("RAVDESS, flat", .ravdess, ravdess { "\($1).wav" }),
        Layout("RAVDESS, a mirror", .ravdess, ravdess { "audio_speech_actors_01-24/Actor_\($0)/\($1).wav" }),
        Layout("SAVEE, ALL", .savee, savee { "ALL/\($0)_\($1).wav" }),
        Layout("SAVEE, a folder a speaker", .savee, savee { "\($0)/\($1).wav" }),
        Layout("SAVEE, the archive", .savee, savee { "AudioData/\($0)/\($1).wav" }),
        Layout(
            "TESS, mixed case", .tess,
            ["OAF_angry/OAF_back_angry.wav", "OAF_Fear/OAF_back_fear.wav", "OAF_Sad/OAF_back_sad.wav"]),
        Layout(
            "TESS, nested, with the stray name", .tess,
            [
                "OAF_neutral/OA_bite_neutral.wav", "OAF_happy/OAF_bar_happy.wav",
                "OAF_disgust/OAF_bar_disgust.wav",
            ]
            .map { "TESS Toronto emotional speech set data/TESS/\($0)" }),
    ])
    func everyLayoutGivesItsTrainingClips(layout: Layout) throws {
        let folder = try CorpusFolder(files: layout.files + ["readme.txt", ".DS_Store"])
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(scan.count(corpus: layout.corpus, split: .train) == 3)
        #expect(scan.excluded.map(\.reason).filter { $0 != .hidden && $0 != .notAudio } == [])
    }

    @Test func aNestedCopyOfATreeCountsOnce() throws {
        let names = ["OAF_Fear/OAF_back_fear.wav", "OAF_neutral/OA_bite_neutral.wav"]
        let folder = try CorpusFolder()
        for name in names {
            for tree in ["TESS", "TESS/TESS"] {
                try folder.write(CorpusFolder.audio(name), to: "\(tree)/\(name)")
            }
        }
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(scan.clips.count == 2)
        #expect(scan.excluded.count == 2 && scan.exclusionSummary[0].reason == "same clip as another file")
        #expect(scan.completeness[0].clipCount() == 2)
    }

    @Test func surpriseAndCalmAreLabelsWhereAskedFor() throws {
        let folder = try CorpusFolder(files: [
            "Actor_02/03-01-02-01-01-01-02.wav", "Actor_02/03-01-08-01-01-01-02.wav",
            "Actor_06/03-01-02-01-01-01-06.wav", "YAF_pleasant_surprised/YAF_bean_ps.wav",
        ])
        func labels(_ labels: [Emotion]) throws -> [Emotion] {
            try CorpusScanner(labels: LabelPolicy(labels: labels)).scan(root: folder.path).clips.map(
                \.emotion)
        }
        #expect(try labels(Emotion.six) == [.neutral])
        #expect(try labels(Emotion.seven) == [.neutral, .surprise, .surprise])
        #expect(try labels(Emotion.eight) == [.calm, .surprise, .calm, .surprise])
    }

    @Test func whatIsMissingOfACorpusIsNamed() throws {
        var files: [String] = []
        for (speaker, count) in [("DC", 15), ("KL", 14)] {
            for (code, all) in [
                ("a", 15), ("d", 15), ("f", 15), ("h", 15), ("n", 30), ("sa", 15), ("su", 15),
            ] {
                let last = code == "h" ? count : all
                files += (1...last).map { "ALL/\(speaker)_\(code)\($0 < 10 ? "0" : "")\($0).wav" }
            }
        }
        let folder = try CorpusFolder(files: files)
        let savee = try #require(CorpusScanner().scan(root: folder.path).completeness.first)
        #expect(!savee.isWhole)
        #expect(
            savee.summary == "239 of 480 clips, 2 of 4 speakers; missing speakers: JE JK (240 clips); "
                + "missing clips of: KL (1)")
        #expect(savee.clipCount(speaker: "KL", emotion: .happy) == 14)
    }

    @Test func theOfficialTotalsAreThePublishedOnes() {
        #expect(OfficialCorpus.all.map(\.clipCount) == [7442, 1440, 480, 2800])
        #expect(OfficialCorpus.all.map(\.speakers.count) == [91, 24, 4, 2])
        let cremaD = OfficialCorpus.all[0]
        let totals = Emotion.six.map { emotion in
            cremaD.speakers.reduce(0) { $0 + cremaD.clipCount(speaker: $1, emotion: emotion) }
        }
        #expect(totals == [1271, 1271, 1271, 1271, 1087, 1271])
    }
}
