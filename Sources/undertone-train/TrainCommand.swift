public import ArgumentParser
import EmotionModel
import EmotionRecognition
public import EmotionTraining
import Glibc
import ResultFiles

extension NetworkKind: ExpressibleByArgument {}

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a model on the training speakers and keeps the best on the development speakers.",
        discussion: """
            Examples:
              undertone-train train --corpus ../shared/corpora --out models/undertone.safetensors
              undertone-train train --corpus DIR --network reference --epochs 60 --out reference.safetensors
              undertone-train train --corpus DIR --out m.safetensors --resume      (after an interruption)
              undertone-train train --corpus DIR --out m.safetensors --augment concatenation --no-augment room
              undertone-train train --corpus MINE --init models/undertone.safetensors --epochs 5 --out mine.safetensors

            After each epoch the run's state is kept in OUT.checkpoint, until the model is written.
            """)

    @OptionGroup var corpora: CorpusSelection
    @Option(help: "The model file to write.")
    var out: String
    @Option(help: "Recordings of noise to mix in: a folder with a folder per class (folds 1 and 2 are used).")
    var noise: String?
    @Option(help: "The networks: default, convolutional, plain or reference.")
    var network: NetworkKind = .standard
    @Option(help: "Where everything random comes from.")
    var seed: UInt64 = 1
    @Option(help: "Epochs at most (default: the network's own).")
    var epochs: Int?
    @Option(help: "Epochs without improvement before training stops (default: the network's own).")
    var patience: Int?
    @Option(help: "Passes over an epoch's augmented clips (default: the network's own).")
    var passes: Int?
    @Option(help: "Networks trained side by side and averaged (default: the network's own).")
    var members: Int?
    @Option(help: "Largest learning rate.")
    var learningRate: Float?
    @Option(help: "Share of values dropped (default: the network's own).")
    var dropout: Float?
    @Option(help: "How far corpora and emotions are balanced, 0 to 1.")
    var balance: Float?
    @Flag(help: "Tell the level against the utterance's own power: no gain changes what the networks see.")
    var relativeLevel = false
    @Option(help: "Threads; the same number gives the same model.")
    var threads = 2
    @Option(help: "A file that gets one JSON line per epoch (default: OUT.metrics.jsonl).")
    var metrics: String?
    @Flag(help: "Go on from OUT.checkpoint, to the same model as without the interruption.")
    var resume = false
    @Option(name: .customLong("init"), help: "A model to start from, for fine-tuning.")
    var initial: String?
    @OptionGroup var augmentation: AugmentationChoice

    func validate() throws {
        guard (epochs ?? 1) >= 1 else { throw ValidationError("--epochs must be at least 1") }
        guard (patience ?? 1) >= 1 else { throw ValidationError("--patience must be at least 1") }
        guard (passes ?? 1) >= 1 else { throw ValidationError("--passes must be at least 1") }
        guard (1...16).contains(members ?? 1) else { throw ValidationError("--members must be 1 to 16") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64") }
        guard (0..<1).contains(dropout ?? 0) else { throw ValidationError("--dropout must be 0 to below 1") }
        guard (0...1).contains(balance ?? 0) else { throw ValidationError("--balance must be 0 to 1") }
        guard (learningRate ?? 1e-3) > 0, (learningRate ?? 1e-3).isFinite else {
            throw ValidationError("--learning-rate must be above 0")
        }
    }

    private var options: TrainingOptions {
        var options = TrainingOptions(network: network)
        options.seed = seed
        options.epochs = epochs ?? options.epochs
        options.patience = patience ?? options.patience
        options.passes = passes ?? options.passes
        options.members = members ?? options.members
        if noise == nil { options.noiseClipShare = 0 }
        options.learningRate = learningRate ?? options.learningRate
        options.dropout = dropout ?? options.dropout
        options.balance = balance ?? options.balance
        options.augmentation = augmentation.parts
        options.relativeLevel = relativeLevel
        options.threads = threads
        return options
    }

    func run() throws {
        // Found out before hours of work.
        try ResultFile.requireWritable(out)
        let line = ProgressLine()
        let (scan, cache) = try corpora.load(line)
        let start = try startingModel(labels: scan.labels)
        let noise = try noise.map { try NoiseLibrary.load(root: $0) } ?? .empty
        let train = try load(try scan.trainingClips(), "training clips", cache, line)
        let development = try load(try scan.clips(in: .dev), "development clips", cache, line)
        line.print("estimating the normaliser, cutting the development clips")
        let trainer = Trainer(
            train: train, development: development, noise: noise, labels: scan.labels, options: options,
            initial: start)
        cache?.reportDamage(line)
        let log = try MetricsLog(path: metrics ?? out + ".metrics.jsonl", keeps: resume)
        let display = TrainingDisplay(line: line, epochs: options.epochs)
        let checkpoint = Checkpoint(path: out + ".checkpoint", resumes: resume)
        let provenance = ["training.manifest_sha256": scan.manifest.sha256, "training.split": scan.split]
        var model = try trainer.train(provenance: provenance, checkpoint: checkpoint) {
            progress throws(TrainingError) in
            display.show(progress)
            do {
                try keep(progress, log)
            } catch {
                throw .output("\(error)")
            }
        }
        model.neutralReference = NeutralBaseline(reference: development, model: model)
        try model.write(to: out)
        for left in [".partial", ".checkpoint"] { _ = unsafe remove(out + left) }
        line.print("wrote \(out) (temperature \(decimal(model.decision.temperature)))")
    }

    /// Writes down what an epoch brought.
    private func keep(_ progress: TrainingProgress, _ log: MetricsLog) throws {
        switch progress {
        case .resumed(let epochs): try log.forget(after: epochs)
        case .epoch(let report, let best):
            try log.write(report)
            try best?.write(to: out + ".partial")
        case .batch: break
        }
    }

    /// The model of `--init`; it must fit what is to be trained.
    private func startingModel(labels: [Emotion]) throws -> SpeechEmotionModel? {
        guard let initial else { return nil }
        let model = try SpeechEmotionModel(path: initial)
        let names = labels.map(\.rawValue)
        guard model.labels == names else {
            throw ValidationError(
                "\(initial) knows \(model.labels.joined(separator: ", ")), not \(names.joined(separator: ", "))"
            )
        }
        guard model.features == options.features else {
            throw ValidationError("\(initial) has another front end than --network \(network.rawValue)")
        }
        return model
    }

    /// Decodes clips into memory, saying what could not be read; throws where nothing could.
    private func load(
        _ clips: [Clip], _ what: String, _ cache: ClipCache?, _ line: ProgressLine
    ) throws -> ClipLibrary {
        let library = ClipLibrary.load(clips, cache: cache) { line.show("reading \(what)", done: $0, of: $1) }
        for file in library.excluded { line.print("\(file.file): \(file.reason)") }
        if library.clips.isEmpty, let first = library.excluded.first {
            throw CorpusError.nothingUsable(path: first.root, mostFrequent: first.reason)
        }
        line.print("\(library.clips.count) \(what)")
        return library
    }
}

/// A file of results cannot be written.
struct OutputError: Error, CustomStringConvertible {
    let path: String
    /// What the system said: errno.
    let code: Int32

    var description: String {
        // SAFETY: strerror returns a NUL-terminated string.
        "cannot write \(path): \(unsafe String(cString: strerror(code)))"
    }
}
