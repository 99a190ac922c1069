public import ArgumentParser
import EmotionRecognition
public import EmotionTraining

extension Split: ExpressibleByArgument {}

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Says how often the program labels unseen speakers as the actors meant.",
        discussion: """
            Untrimmed files through the recogniser, clip label by its own utterances; a clip without an
            utterance counts as wrong.
            Example: undertone-train evaluate --model models/undertone.safetensors --corpus ../shared/corpora
            """)

    @Option(help: "The model to judge.")
    var model: String
    @OptionGroup var corpora: CorpusSelection
    @Option(help: "Which part of the split: train, dev or test.")
    var part: Split = .test
    @Flag(help: "Print the confusions too.")
    var confusion = false

    func run() throws {
        let model = try SpeechEmotionModel(path: model)
        let line = ProgressLine()
        let (scan, _) = try corpora.load(line)
        let clips = try scan.clips(in: part)
        let evaluation = try ProgramEvaluation(model: model, clips: clips) {
            line.show("evaluating", done: $0, of: clips.count)
        }
        line.print("\(clips.count) clips of the \(part.rawValue) speakers (\(scan.split))")
        print("corpus\tclips\tUAR\taccuracy\twith utterance\tUAR, detector off")
        for corpus in evaluation.program.counts.keys.sorted() {
            let table = evaluation.program
            let cells = [
                "\(table.clips(corpus))", decimal(table.uar(corpus)), decimal(table.accuracy(corpus)),
                decimal(table.answered(corpus)), decimal(evaluation.detectorOff.uar(corpus)),
            ]
            print("\(corpus.rawValue)\t" + cells.joined(separator: "\t"))
        }
        print(
            "mean\t\t\(decimal(evaluation.program.meanUAR))\t\t\t\(decimal(evaluation.detectorOff.meanUAR))")
        if confusion { printConfusions(evaluation.program, labels: model.labels) }
    }

    private func printConfusions(_ table: ConfusionTable, labels: [String]) {
        for (corpus, rows) in table.counts.sorted(by: { $0.key < $1.key }) {
            print("\n\(corpus.rawValue)\t" + labels.joined(separator: "\t") + "\tnone")
            for (label, row) in zip(labels, rows) {
                print("\(label)\t" + row.map(String.init).joined(separator: "\t"))
            }
        }
    }
}
