import EmotionModel
import EmotionRecognition
import TestSupport
import Testing

@testable import EmotionTraining

@Suite struct EvaluationRunTests {
    /// A folder of made-up voices and one of noise.
    private struct Material {
        let corpus: CorpusFolder
        let noise: CorpusFolder
        let scan: CorpusScan

        init() throws {
            corpus = try CorpusFolder()
            try TinyCorpus.write(to: corpus, speakers: ["1001", "1003", "1002"])
            noise = try CorpusFolder()
            for (index, file) in ["rain/3-1-A.wav", "baby_cry/3-2-A.wav", "rain/1-3-A.wav"].enumerated() {
                var random = KeyedRandom(seed: 1, epoch: index, clip: 0, purpose: .whiteNoise)
                // A tenth of full scale; the second half is digital silence.
                let sound = random.whiteNoise(count: 16_000).map { Int16($0 * 3277 / 3.5) }
                try noise.write(CorpusAudioTests.wav(sound + [Int16](repeating: 0, count: 16_000)), to: file)
            }
            scan = try CorpusScanner().scan(root: corpus.path)
        }

        func run(_ options: EvaluationOptions) throws -> EvaluationRun {
            EvaluationRun(clips: try scan.clips(in: .dev), options: options) { _, _, _ in }
        }
    }

    private func model(seed: UInt64 = 9) -> SpeechEmotionModel {
        var decision = DecisionOptions()
        // Sharpens what random weights say.
        decision.temperature = 0.15
        return randomModel(seed: seed, decision: decision)
    }

    /// The model with other names for its outputs.
    private func model(labels: [String], in folder: CorpusFolder) throws -> SpeechEmotionModel {
        let file = model().file
        var metadata = file.metadata
        metadata["labels"] = labels.joined(separator: ",")
        let path = folder.path + "/m.safetensors"
        try SafetensorsFile(tensors: file.tensors, metadata: metadata).write(to: path)
        return try SpeechEmotionModel(path: path)
    }

    @Test func everyPartOfARunIsThereAndRepeatable() throws {
        let material = try Material()
        var options = EvaluationOptions()
        options.bootstrapDraws = 20
        options.silenceSeconds = 2
        options.noise = EvaluationOptions.Noise(folder: material.noise.path, folds: [3])
        let candidate = CandidateModel(path: "m", model: model())
        let (figures, difference) = try material.run(options).judge([candidate])
        let further = try #require(figures[0].further)
        #expect(difference == nil && figures[0].overall.clips == 6)
        #expect(further.silence.count == 3 && further.changedClips == 6)
        // One recording of the fold, of which the zeros do not count; the voice stands apart.
        #expect(further.noise.map(\.source) == ["recorded noise, fold 3", "baby_cry (a voice), fold 3"])
        #expect(further.noise.map(\.windows) == [4, 4])
        #expect(further.changes.map(\.change) == ClipChange.all.map(\.name))
        #expect(further.changes.allSatisfy { $0.uar.clips == 6 && $0.kept != nil })
        let (again, _) = try material.run(options).judge([candidate])
        let procedure = EvaluationReport.Procedure(
            protocolName: "p", split: "dev", isLeaky: false, manifestSHA256: "", labels: HandMade.labels,
            options: options)
        let reports = try [figures, again].map { figures in
            try EvaluationReport(procedure: procedure, models: figures, baseline: nil, difference: nil).json()
        }
        #expect(reports[0] == reports[1])
    }

    @Test func withoutNoiseItsRowsAreLeftOut() throws {
        let material = try Material()
        var options = EvaluationOptions()
        options.bootstrapDraws = 5
        options.silenceSeconds = 1
        options.subset = 3
        let (figures, _) = try material.run(options).judge([CandidateModel(path: "m", model: model())])
        let further = try #require(figures[0].further)
        #expect(further.noise.isEmpty && further.changedClips == 3)
        #expect(further.changes.count == ClipChange.all.count - 3)
    }

    @Test func theSecondModelIsHeldAgainstTheFirst() throws {
        let material = try Material()
        var options = EvaluationOptions()
        options.bootstrapDraws = 20
        options.isQuick = true
        let candidates = [9, 10].map { CandidateModel(path: "\($0)", model: model(seed: $0)) }
        let (figures, difference) = try material.run(options).judge(candidates)
        let row = try #require(difference?.rows.first)
        let uars = figures.map(\.overall.uar.value)
        #expect(abs(row.uar.value - (uars[1] - uars[0])) < 1e-12 && figures[0].further == nil)
    }

    @Test func theBaselineIsFittedOnTheTrainingSpeakers() throws {
        let material = try Material()
        var options = EvaluationOptions()
        options.isQuick = true
        let uar = try material.run(options).baseline(
            train: try material.scan.clips(in: .train), labels: Emotion.six)
        #expect(uar.clips == 6 && (uar.overall ?? 0) > 0.5)
    }

    @Test func voicesThatMayHaveBeenTrainedOnMakeAReportLeaky() {
        func leaks(_ split: Split, trained: String?, judged: String) -> Bool {
            var model = model()
            model.provenance = trained.map { ["training.split": $0] } ?? [:]
            return EvaluationRun.isLeaky(
                [CandidateModel(path: "m", model: model)], split: split, protocolName: judged)
        }
        #expect(!leaks(.test, trained: "standard", judged: "standard"))
        #expect(!leaks(.dev, trained: nil, judged: "standard"))
        #expect(leaks(.train, trained: "standard", judged: "standard"))
        #expect(leaks(.test, trained: "standard, without savee-KL", judged: "standard"))
    }

    @Test func labelsThatNoCorpusHasAreRefused() throws {
        let labels = ["angry", "bored", "fear", "happy", "neutral", "sad"]
        let strange = CandidateModel(path: "s", model: try model(labels: labels, in: try CorpusFolder()))
        let plain = CandidateModel(path: "p", model: model())
        #expect(throws: EvaluationError.labelOfNoCorpus(label: "bored", model: "s")) {
            try EvaluationRun.labels(of: [strange])
        }
        #expect(throws: EvaluationError.differentLabels(first: "p", other: "s")) {
            try EvaluationRun.labels(of: [plain, strange])
        }
        #expect(try EvaluationRun.labels(of: [plain, plain]) == Emotion.six)
        let material = try Material()
        let clips = try material.scan.clips(in: .dev)
        #expect(throws: EvaluationError.self) {
            try ProgramEvaluation(model: strange.model, clips: clips)
        }
    }
}
