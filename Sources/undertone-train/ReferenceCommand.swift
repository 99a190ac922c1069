import ArgumentParser
import EmotionRecognition
import EmotionTraining
import Glibc
import ResultFiles

/// `undertone-train reference`: how a model hears neutral voices, written into its file.
struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Measures how a model hears neutral voices, and writes it into the model file.",
        discussion: """
            A speaker's own neutral baseline (undertone tune --voice, evaluate --baseline) is measured against it. The
            mean log posteriors of the neutral clips of speakers that the model was not trained on become the key
            neutral.reference of the file's metadata; weights stay as they are. train does it by itself.
            Examples:
              undertone-train reference models/undertone.safetensors --corpus ../shared/corpora
              undertone-train reference my.safetensors --corpus DIR --out other.safetensors
            """)

    @Argument(help: "The model.")
    var model: String
    @OptionGroup var corpora: CorpusSelection
    @Option(help: "Which part of the split speaks: train, dev or test.")
    var part: Split = .dev
    @Option(help: "Where the model goes (default: to where it was).")
    var out: String?

    func run() throws {
        try ResultFile.requireWritable(out ?? model)
        var measured = try SpeechEmotionModel(path: model)
        let line = ProgressLine()
        let (scan, cache) = try corpora.load(line)
        let clips = try scan.clips(in: part).filter { $0.emotion == .neutral }
        let library = ClipLibrary.load(clips, cache: cache) { line.show("reading", done: $0, of: $1) }
        guard let reference = NeutralBaseline(reference: library, model: measured) else {
            throw EvaluationError.noNeutralSpeech(part: part.rawValue)
        }
        measured.neutralReference = reference
        try measured.write(to: out ?? model)
        var table = TextTable(header: ["neutral voices are heard as", "mean log posterior", "probability"])
        for (label, value) in zip(reference.labels, reference.logPosterior) {
            table.append([label, decimal(value), decimal(exp(value))])
        }
        table.show()
        let speakers = Set(library.clips.map { "\($0.corpus.rawValue)/\($0.speaker)" }).count
        line.print(
            "wrote \(out ?? model): by \(library.clips.count) neutral clips of \(speakers) \(part.rawValue) speakers"
        )
    }
}
