import TestSupport
import Testing

@testable import EmotionTraining

@Suite struct EvaluationCrossTests {
    @Test func eachSaveeSpeakerIsLeftOutOnceAndTestedOnAlone() {
        let folds = CrossValidationFold.all(.loso)
        #expect(folds.map(\.name) == ["savee-DC", "savee-JE", "savee-JK", "savee-KL"])
        for fold in folds {
            let leftOut = String(fold.name.suffix(2))
            #expect(fold.speakers.speakers(of: .savee, in: .test) == [leftOut])
            #expect(fold.speakers.speakers(of: .savee, in: .train).count == 3)
            #expect(fold.speakers.speakers(of: .savee, in: .dev).isEmpty)
            // Other corpora train and tune as ever; their test speakers are not touched.
            for corpus in [Corpus.cremaD, .ravdess, .tess] {
                #expect(fold.speakers.speakers(of: corpus, in: .test).isEmpty)
                for part in [Split.train, .dev] {
                    let standard = SpeakerSplit.standard.speakers(of: corpus, in: part)
                    #expect(fold.speakers.speakers(of: corpus, in: part) == standard)
                }
            }
        }
    }

    @Test func eachCorpusIsLeftOutWhole() {
        let folds = CrossValidationFold.all(.loco)
        #expect(folds.map(\.name) == ["crema-d", "ravdess", "savee", "tess"])
        #expect(folds[0].speakers.speakers(of: .cremaD, in: .test).count == 85)
        #expect(folds[2].speakers.speakers(of: .savee, in: .test) == ["DC", "JE", "JK", "KL"])
        #expect(folds[3].speakers.speakers(of: .tess, in: .test) == ["OAF", "YAF"])
        #expect(folds[1].speakers.speakers(of: .cremaD, in: .test).isEmpty)
        #expect(folds[1].speakers.speakers(of: .savee, in: .dev) == ["JE"])
        #expect(folds[1].speakers[.ravdess, "Actor_02"]?.sex == .female)
    }

    /// Two SAVEE speakers among CREMA-D's: one epoch of the smallest recipe for each.
    @Test func aRecipeIsTrainedWithoutEachAndAFinishedFoldIsKept() throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001", "1002"])
        for (number, speaker) in ["DC", "KL"].enumerated() {
            for (label, code) in ["a", "d", "f", "h", "n", "sa"].enumerated() {
                let voice = SyntheticVoice(label: label, speaker: number)
                let samples = voice.clip(seed: UInt64(900 + 10 * number + label))
                try corpus.write(
                    CorpusAudioTests.wav(samples.map { Int16(($0 * 32767).rounded()) }),
                    to: "ALL/\(speaker)_\(code)01.wav")
            }
        }
        let models = try CorpusFolder()
        var options = TrainingOptions(network: .plain)
        options.epochs = 1
        options.members = 1
        options.noiseClipShare = 0
        options.augmentation = []
        let validation = CrossValidation(
            kind: .loso, scanner: CorpusScanner(), roots: [corpus.path], noise: .empty, options: options,
            modelFolder: models.path)
        var reused: [String] = []
        func run() throws -> CrossValidationReport {
            reused = []
            return try validation.run { progress in
                if case .reused(let leftOut) = progress { reused.append(leftOut) }
            }
        }
        let report = try run()
        #expect(reused.isEmpty && report.folds.map(\.leftOut) == ["savee-DC", "savee-KL"])
        #expect(report.missing == ["savee-JE", "savee-JK"])
        #expect(report.folds.allSatisfy { $0.figures.clips == 6 && $0.trainingClips == 12 })
        let mean = report.folds.map(\.figures.uar.value).reduce(0, +) / 2
        #expect(abs(report.meanUAR - mean) < 1e-12)
        // The second run finds both models, and the same figures.
        let again = try run()
        #expect(reused == ["savee-DC", "savee-KL"])
        #expect(try again.json() == report.json())
        #expect(report.markdown().contains("| savee-KL | 12 | 6 | 1 |"))
        let value = try JSONValue(parsing: String(decoding: try report.json(), as: UTF8.self))
        #expect(
            value["protocol_name"]?.string == "loso" && value["recipe"]?["training.epochs"]?.string == "1")
    }

    @Test func aFolderWithoutWhatIsLeftOutIsRefused() throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001", "1002"])
        #expect(throws: CorpusError.noSpeakers(split: .test, path: corpus.path)) {
            try CrossValidation(
                kind: .loso, scanner: CorpusScanner(), roots: [corpus.path], noise: .empty,
                options: TrainingOptions(), modelFolder: nil
            ).run { _ in }
        }
    }

    @Test(arguments: [
        (["--protocol", "random"], "random"), (["--protocol", "loso", "--epochs", "0"], "--epochs"),
        (["--protocol", "loso", "--threads", "0"], "--threads"), ([], "--protocol"),
    ])
    func wrongUseIsSaidInOneLine(arguments: [String], word: String) throws {
        try TrainerProgram(["crossvalidate", "--corpus", "/nowhere"] + arguments)
            .fails(64, saying: [word, "--help"])
    }
}
