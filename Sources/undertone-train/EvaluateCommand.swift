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
              undertone-train evaluate --model a.safetensors --model b.safetensors --corpus DIR --part dev \\
                --noise ../shared/noise --out report
            """)

    @Option(help: "The model to judge; may be given several times.")
    var model: [String]
    @OptionGroup var corpora: CorpusSelection
    @Option(help: "Which part of the split: train, dev or test.")
    var part: Split = .test
    @Option(help: "Recorded noise: a folder with a folder per class.")
    var noise: String?
    @Option(
        help: "First digits of the noise files to play, by commas (default: 3 for test, otherwise 1,2).")
    var noiseFolds: NoiseFoldList?
    @Option(help: "Clips of each corpus, at most, that are run again changed; all by default.")
    var subset: Int?
    @Option(
        help: ArgumentHelp(
            "Also judge with each speaker's own baseline, from so many neutral clips of theirs.",
            valueName: "clips"))
    var baseline: Int?
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
        guard (1...100).contains(baseline ?? 1) else {
            throw ValidationError("--baseline must be 1 to 100 clips of each speaker")
        }
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
        let folds = noiseFolds?.folds ?? (part == .test ? [3] : [1, 2])
        options.noise = noise.map { EvaluationOptions.Noise(folder: $0, folds: folds) }
        return options
    }

    /// The clips asked for, with the models' labels where none are.
    private func selection(for labels: [Emotion]) -> CorpusSelection {
        var selection = corpora
        if selection.manifest == nil, selection.options.labels == nil, (7...8).contains(labels.count) {
            selection.options.labels = labels.count
        }
        return selection
    }

    func run() throws {
        let folder = try out.map { try ReportFolder(path: $0) }
        let logs = try metrics.map { try TrainingMetrics(path: $0) }
        let candidates = try model.map { CandidateModel(path: $0, model: try SpeechEmotionModel(path: $0)) }
        if baseline != nil, let bare = candidates.first(where: { $0.model.neutralReference == nil }) {
            throw EvaluationError.noNeutralReference(model: bare.path)
        }
        let labels = try EvaluationRun.labels(of: candidates)
        let line = ProgressLine()
        let (scan, _) = try selection(for: labels).load(line)
        let clips = try scan.clips(in: part)
        let run = EvaluationRun(clips: clips, options: options) {
            line.show($0, done: $1, of: $2)
        }
        let (figures, difference) = try run.judge(candidates)
        // Whoever has no training speakers at hand goes without a baseline.
        let train = quick ? [] : scan.clips.filter { $0.split == .train }
        let linear = train.isEmpty ? nil : try run.baseline(train: train, labels: labels)
        let neutral = try baseline.map { count in
            try candidates.map { try run.neutralBaseline(of: $0.model, clipsPerSpeaker: count) }
        }
        let report = EvaluationReport(
            procedure: EvaluationReport.Procedure(
                protocolName: scan.split, split: part.rawValue,
                isLeaky: scan.isLeaky
                    || EvaluationRun.isLeaky(candidates, split: part, protocolName: scan.split),
                manifestSHA256: scan.manifest.sha256, labels: labels.map(\.rawValue), options: options),
            models: figures, baseline: linear, difference: difference, neutralBaselines: neutral)
        line.print("\(clips.count) clips of the \(part.rawValue) speakers (\(scan.split))")
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
