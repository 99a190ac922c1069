import ArgumentParser
import EmotionModel
import EmotionRecognition
import EmotionTraining

/// How a quantised model's weights are stored.
enum WeightType: String, ExpressibleByArgument, CaseIterable {
    case int8
    case f16
    case bf16

    var elementType: SafetensorsFile.ElementType {
        switch self {
        case .int8: .int8
        case .f16: .float16
        case .bf16: .bfloat16
        }
    }
}

/// `undertone-train quantize`: the same model in fewer bytes, and what that costs.
struct QuantizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Writes a model with its weights in fewer bits, and says what that costs.",
        discussion: """
            int8: matrices in bytes with a scale per row, the state in single precision. With corpora, both models
            judge the development speakers: UAR, how many windows show the same label, and whether that is within bounds.
            Examples:
              undertone-train quantize models/undertone.safetensors small.safetensors --to int8
              undertone-train quantize in.safetensors out.safetensors --to int8 --corpus ../shared/corpora
            """)

    @Argument(help: "The model to round.")
    var input: String
    @Argument(help: "Where the rounded model goes.")
    var output: String
    @Option(help: "int8, f16 or bf16.")
    var to = WeightType.int8
    @Option(
        name: .customLong("corpus"), parsing: .upToNextOption,
        help: ArgumentHelp("Folders that hold corpora: judges both models there.", valueName: "dir"))
    var folders: [String] = []
    @Option(help: "Which part of the split to judge on: train, dev or test.")
    var part: Split = .dev
    @OptionGroup var corpora: CorpusOptions

    func run() throws {
        let original = try SpeechEmotionModel(path: input)
        var rounded = original
        rounded.elementType = to.elementType
        let file = rounded.file
        try file.write(to: output)
        // What was written is what is judged.
        let quantized = try SpeechEmotionModel(path: output)
        let values = file.tensors.reduce(0) { sum, tensor in
            sum + (tensor.name.hasSuffix(EmotionNetwork.scaleSuffix) ? 0 : tensor.values.count)
        }
        let (before, after) = (try original.file.encoded().count, try file.encoded().count)
        print(
            "\(output): \(after) bytes, \(percent(Double(after) / Double(4 * values))) % of single precision "
                + "(\(input): \(before))")
        guard !folders.isEmpty else { return }
        let line = ProgressLine()
        let scan = try corpora.scan(folders, cache: try corpora.openCache(line), line)
        let clips = try scan.clips(in: part)
        func judge(_ model: SpeechEmotionModel, _ name: String) throws -> ProgramEvaluation {
            try ProgramEvaluation(model: model, clips: clips) { line.show(name, done: $0, of: clips.count) }
        }
        let agreement = ModelAgreement(try judge(original, input), try judge(quantized, output))
        var table = TextTable(header: ["\(part.rawValue) UAR", "before", "after"])
        for row in agreement.corpora {
            table.append([row.corpus.rawValue, percent(row.first), percent(row.second)])
        }
        table.append(["mean of corpora", percent(agreement.uar.first), percent(agreement.uar.second)])
        table.show()
        print(
            "windows with a label: \(agreement.windows), the same in \(percent(agreement.windowShare)) %; "
                + "clips: \(agreement.clips), the same in \(agreement.equalClips)")
        print(verdict(agreement))
    }

    /// Whether the rounded model may stand in for the original.
    private func verdict(_ agreement: ModelAgreement) -> String {
        let (loss, least) = (ModelAgreement.allowedLoss, ModelAgreement.leastWindowShare)
        return (agreement.isWithinBounds ? "within" : "OUT OF")
            + " bounds: UAR at most \(percent(loss)) points lower, the same label in at least "
            + "\(percent(least)) % of the windows"
    }

    /// Hundredths of a per cent.
    private func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
