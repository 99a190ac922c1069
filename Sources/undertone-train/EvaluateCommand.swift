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
            utterance counts as wrong. Several models give their mean and deviation, and the second is compared
            with the first.
            Examples:
              undertone-train evaluate --model models/undertone.safetensors --corpus ../shared/corpora
              undertone-train evaluate --model a.safetensors --model b.safetensors --corpus DIR --split dev \\
                --noise ../shared/noise --out report
            """)

    @Option(help: "The model to judge; may be given several times.")
    var model: [String]
    @Option(help: "The folder that holds the corpora.")
    var corpus: String
    @Option(help: "Which speakers: train, dev or test.")
    var split: Split = .test
    @Option(help: "Recorded noise: a folder with a folder per class.")
    var noise: String?
    @Option(
        help: "First digits of the noise files to play, by commas (default: 3 for test, otherwise 1,2).")
    var noiseFolds: NoiseFoldList?
    @Option(help: "Clips of each corpus, at most, that are run again changed; all by default.")
    var subset: Int?
    @Option(help: "A folder for report.json, report.md and its pictures; made where there is none.")
    var out: String?
    @Option(help: "The log that train --metrics wrote, for the training curves; one per model, in order.")
    var metrics: [String] = []
    @Option(help: "Draws of every interval.")
    var draws = 2000
    @Option(help: "Where every draw comes from.")
    var seed: UInt64 = 1
    @Flag(help: "Only what one run over the clips gives: no silence, noise, changed clips or baseline.")
    var quick = false
    @Flag(help: "Print the confusions too.")
    var confusion = false
    @Flag(help: "Print everything as JSON.")
    var json = false

    func validate() throws {
        guard !model.isEmpty else { throw ValidationError("--model is missing") }
        guard (subset ?? 1) >= 1 else { throw ValidationError("--subset must be at least 1") }
        guard (1...1_000_000).contains(draws) else {
            throw ValidationError("--draws must be 1 to 1000000")
        }
    }

    private var options: EvaluationOptions {
        var options = EvaluationOptions()
        options.seed = seed
        options.bootstrapDraws = draws
        options.subset = subset
        options.isQuick = quick
        // The fold that only tests is not for choices on the development speakers.
        let folds = noiseFolds?.folds ?? (split == .test ? [3] : [1, 2])
        options.noise = noise.map { EvaluationOptions.Noise(root: $0, folds: folds) }
        return options
    }

    func run() throws {
        let folder = try out.map { try ReportFolder(path: $0) }
        let logs = try metrics.map { try TrainingMetrics(path: $0) }
        let candidates = try model.map { CandidateModel(path: $0, model: try SpeechEmotionModel(path: $0)) }
        let labels = try EvaluationRun.labels(of: candidates)
        let line = ProgressLine()
        let scanner = CorpusScanner(
            labels: LabelPolicy(labels: labels, trainsCalmAsNeutral: LabelPolicy.standard.trainsCalmAsNeutral)
        )
        let scan = try scanner.scan(root: corpus) { line.show("scanning", done: $0, of: $1) }
        let clips = try scan.clips(in: split)
        let run = EvaluationRun(clips: clips, root: corpus, options: options) {
            line.show($0, done: $1, of: $2)
        }
        let (figures, difference) = try run.judge(candidates)
        let baseline = quick ? nil : try run.baseline(train: scan.clips(in: .train), labels: labels)
        let report = EvaluationReport(
            procedure: EvaluationReport.Procedure(
                protocolName: scan.split, split: split.rawValue,
                isLeaky: EvaluationRun.isLeaky(candidates, split: split, protocolName: scan.split),
                manifestSHA256: scan.manifest.sha256, labels: labels.map(\.rawValue), options: options),
            models: figures, baseline: baseline, difference: difference)
        line.print("\(clips.count) clips of the \(split.rawValue) speakers (\(scan.split))")
        if let folder, let failure = try folder.write(report, metrics: logs) {
            line.print("report without pictures: \(failure)")
        }
        if json {
            print(String(decoding: try report.json(), as: UTF8.self), terminator: "")
        } else {
            print(report.summary(withConfusions: confusion), terminator: "")
        }
    }
}

/// Folds of noise, by commas: `3` or `1,2`.
struct NoiseFoldList: ExpressibleByArgument {
    let folds: Set<Int>

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let folds = parts.compactMap { part in Int(part).flatMap { (0...9).contains($0) ? $0 : nil } }
        guard !folds.isEmpty, folds.count == parts.count else { return nil }
        self.folds = Set(folds)
    }
}
