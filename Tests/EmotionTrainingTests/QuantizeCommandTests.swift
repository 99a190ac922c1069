import EmotionModel
import EmotionRecognition
import FoundationEssentials
import SpeechFeatures
import TestSupport
import Testing

@testable import EmotionTraining

@Suite struct QuantizeCommandTests {
    private let folder: CorpusFolder
    private var model: String { folder.path + "/m.safetensors" }
    private var output: String { folder.path + "/small.safetensors" }

    /// A model of the shipped plain network's size, untrained.
    init() throws {
        folder = try CorpusFolder()
        var decision = DecisionOptions()
        // Sharpens what random weights say.
        decision.temperature = 0.15
        try randomModel(
            options: .plain(inputSize: FeatureOptions().stepVectorSize), decision: decision
        ).write(to: model)
    }

    private func bytes(_ path: String) throws -> Int { try Data(contentsOf: URL(filePath: path)).count }

    @Test(arguments: [
        ("int8", SafetensorsFile.ElementType.int8, 0.25), ("f16", .float16, 0.5), ("bf16", .bfloat16, 0.5),
    ])
    func theFileIsAQuarterOrAHalf(type: String, stored: SafetensorsFile.ElementType, share: Double) throws {
        let run = try TrainerProgram(["quantize", model, output, "--to", type])
        #expect(run.status == 0 && run.errors == "", "\(run.errors)")
        let (before, after) = (try bytes(model), try bytes(output))
        // Header, scales and what stays in single precision are the rest.
        #expect(abs(Double(after) / Double(before) - share) < 0.03, "\(after) of \(before)")
        #expect(run.output.contains("\(after) bytes") && run.output.contains("\(before))"))
        #expect(!run.output.contains("bounds"))
        let small = try SpeechEmotionModel(path: output)
        #expect(small.elementType == stored)
        #expect(small.networks.allSatisfy { $0.isQuantized == (stored == .int8) })
    }

    @Test func bothModelsAreJudgedOnTheDevelopmentSpeakers() throws {
        try TinyCorpus.write(to: folder, speakers: ["1001", "1002"])
        let run = try TrainerProgram(["quantize", model, output, "--corpus", folder.path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("dev UAR") && run.output.contains("mean of corpora"))
        #expect(run.output.contains("clips: 6, the same in "))
        let scan = try CorpusScanner().scan(root: folder.path)
        let clips = try scan.clips(in: .dev)
        let agreement = ModelAgreement(
            try ProgramEvaluation(model: SpeechEmotionModel(path: model), clips: clips),
            try ProgramEvaluation(model: SpeechEmotionModel(path: output), clips: clips))
        #expect(agreement.windows > 0)
        #expect(run.output.contains("windows with a label: \(agreement.windows), "))
        let verdict = agreement.isWithinBounds ? "within bounds: " : "OUT OF bounds: "
        #expect(run.output.contains(verdict + "UAR at most 0.50 points lower"), "\(run.output)")
        #expect(run.output.contains("in at least 99.00 % of the windows"))
    }

    @Test func whatIsNoModelIsSaidAndNothingIsWritten() throws {
        let run = try TrainerProgram(["quantize", "/nowhere.safetensors", output])
        run.fails(1, saying: ["/nowhere.safetensors"])
        #expect(!FileManager.default.fileExists(atPath: output))
    }
}
