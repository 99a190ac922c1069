public import ArgumentParser
public import EmotionTraining

extension CrossValidationKind: ExpressibleByArgument {}

struct CrossvalidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crossvalidate",
        abstract:
            "Trains the recipe without each speaker or corpus in turn and tests it on what is left out.",
        discussion: """
            It judges the recipe, not the shipped model. Every epoch is trained; what is left out has no part in
            the choice of the epoch or of the temperature.
            Example: undertone-train crossvalidate --protocol loso --corpus ../shared/corpora \\
                       --noise ../shared/noise --out crossvalidation
            """)

    @Option(help: "loso leaves out each SAVEE speaker, loco each corpus.")
    var `protocol`: CrossValidationKind
    @Option(
        name: .customLong("corpus"), parsing: .upToNextOption,
        help: ArgumentHelp("Folders that hold the corpora, at any depth.", valueName: "dir"))
    var folders: [String]
    @Option(
        help: ArgumentHelp(
            "Where decoded audio and features are kept, or none (default: undertone in the user's caches).",
            valueName: "dir"))
    var cache: String?
    @Option(help: "Recordings of noise to mix in: a folder with a folder per class (folds 1 and 2 are used).")
    var noise: String?
    @Option(
        help:
            "A folder for the report and the folds' models; a fold whose model is there is not trained again."
    )
    var out: String?
    @Option(help: "The networks: default, convolutional, plain or reference.")
    var network: NetworkKind = .standard
    @Option(help: "Networks trained side by side and averaged (default: the network's own).")
    var members: Int?
    @Option(help: "Epochs, all of which are trained (default: the network's own).")
    var epochs: Int?
    @Option(help: "Where everything random comes from.")
    var seed: UInt64 = 1
    @Option(help: "Threads; the same number gives the same models.")
    var threads = 2
    @Flag(help: "Print everything as JSON.")
    var json = false

    func validate() throws {
        guard (epochs ?? 1) >= 1 else { throw ValidationError("--epochs must be at least 1") }
        guard (1...16).contains(members ?? 1) else { throw ValidationError("--members must be 1 to 16") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64") }
    }

    func run() throws {
        let folder = try out.map { try ReportFolder(path: $0) }
        let library = try noise.map { try NoiseLibrary.load(root: $0) } ?? .empty
        var options = TrainingOptions(network: network)
        options.seed = seed
        options.epochs = epochs ?? options.epochs
        options.members = members ?? options.members
        if noise == nil { options.noiseClipShare = 0 }
        options.threads = threads
        let line = ProgressLine()
        var display = TrainingDisplay(line: line, epochs: options.epochs)
        var corpora = CorpusOptions()
        corpora.cache = cache
        let report = try CrossValidation(
            kind: `protocol`, scanner: CorpusScanner(cache: try corpora.openCache(line)), roots: folders,
            noise: library, options: options, modelFolder: folder?.path
        ).run { progress in
            switch progress {
            case .fold(let number, let count, let leftOut):
                line.print("fold \(number) of \(count): without \(leftOut)")
                display = TrainingDisplay(line: line, epochs: options.epochs)
            case .reused(let leftOut): line.print("\(leftOut): model kept from an earlier run")
            case .training(let progress): display.show(progress)
            }
        }
        try folder?.write(report)
        if json {
            print(String(decoding: try report.json(), as: UTF8.self), terminator: "")
        } else {
            printTable(report)
        }
    }

    private func printTable(_ report: CrossValidationReport) {
        print("left out\ttraining clips\tclips\tUAR\t95 % interval\taccuracy\tmacro-F1")
        for fold in report.folds {
            let figures = fold.figures
            let interval = figures.uar.interval.map { "\(decimal($0.low))–\(decimal($0.high))" } ?? ""
            print(
                "\(fold.leftOut)\t\(fold.trainingClips)\t\(figures.clips)\t\(decimal(figures.uar.value))\t\(interval)\t"
                    + "\(decimal(figures.accuracy.value))\t\(decimal(figures.macroF1.value))")
        }
        let deviation = report.deviation.map { " ± " + decimal($0) } ?? ""
        print("mean\t\t\t\(decimal(report.meanUAR))\(deviation)")
    }
}
