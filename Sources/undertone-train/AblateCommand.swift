import ArgumentParser
import EmotionTraining

struct AblateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ablate",
        abstract: "Trains a small recipe without each group of the augmentation in turn.",
        discussion: """
            Judged on the development speakers. The report is written after each training; trainings that are in
            it already are not made again.
            Example: undertone-train ablate --corpus ../shared/corpora --noise ../shared/noise --out ablation
            """)

    @OptionGroup var corpora: CorpusSelection
    @Option(help: "A folder for ablation.md and ablation.json.")
    var out: String
    @Option(help: "Recordings of noise to mix in: a folder with a folder per class (folds 1 and 2 are used).")
    var noise: String?
    @Option(help: "The network: convolutional, plain or reference.")
    var network: NetworkKind = .convolutional
    @Option(help: "Networks trained side by side and averaged.")
    var members = 1
    @Option(help: "Epochs of each training.")
    var epochs = 10
    @Option(help: "Passes over an epoch's augmented clips.")
    var passes = 1
    @Option(help: "Trainings of each kind; their seeds are 1, 2 and so on.")
    var seeds = 2
    @Option(help: "Threads; the same number gives the same figures.")
    var threads = 2

    func validate() throws {
        guard epochs >= 1, passes >= 1, seeds >= 1 else {
            throw ValidationError("--epochs, --passes and --seeds must be at least 1")
        }
        guard (1...16).contains(members) else { throw ValidationError("--members must be 1 to 16") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64") }
    }

    private var options: TrainingOptions {
        var options = TrainingOptions(network: network)
        options.members = members
        options.epochs = epochs
        options.passes = passes
        options.threads = threads
        return options
    }

    func run() throws {
        let folder = try ReportFolder(path: out)
        let line = ProgressLine()
        let (scan, cache) = try corpora.load(line)
        let noise = try noise.map { try NoiseLibrary.load(root: $0) } ?? .empty
        let (train, development) = (try scan.trainingClips(), try scan.clips(in: .dev))
        let ablation = Ablation(
            train: ClipLibrary.load(train, cache: cache) {
                line.show("reading training clips", done: $0, of: $1)
            },
            development: ClipLibrary.load(development, cache: cache) {
                line.show("reading development clips", done: $0, of: $1)
            },
            noise: noise, labels: scan.labels, options: options, manifestSHA256: scan.manifest.sha256)
        var display = TrainingDisplay(line: line, epochs: epochs)
        let report = try ablation.run(
            seeds: (1...UInt64(seeds)).map { $0 }, known: folder.earlierAblation, finished: folder.write
        ) { progress in
            switch progress {
            case .run(let number, let count, let without, let seed):
                line.print("training \(number) of \(count): without \(without), seed \(seed)")
                display = TrainingDisplay(line: line, epochs: epochs)
            case .reused(let without, let seed):
                line.print("without \(without), seed \(seed): kept from an earlier run")
            case .training(let progress): display.show(progress)
            }
        }
        try folder.write(report)
        print(report.markdown(), terminator: "")
    }
}
