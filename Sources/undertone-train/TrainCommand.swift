public import ArgumentParser
import EmotionModel
import EmotionRecognition
public import EmotionTraining
import Glibc

extension NetworkKind: ExpressibleByArgument {}

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a model on the training speakers and keeps the best on the development speakers.",
        discussion: """
            Examples:
              undertone-train train --corpus ../shared/corpora --out models/undertone.safetensors
              undertone-train train --corpus DIR --network reference --epochs 60 --out reference.safetensors
            """)

    @Option(help: "The folder that holds the corpora.")
    var corpus: String
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
    @Option(help: "Threads; the same number gives the same model.")
    var threads = 2
    @Option(help: "A file that gets one JSON line per epoch.")
    var metrics: String?
    @Flag(help: "Train on the clips as they are.")
    var noAugmentation = false

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
        options.augments = !noAugmentation
        options.threads = threads
        return options
    }

    func run() throws {
        try requireWritable(out)
        let line = ProgressLine()
        let scan = try scanCorpora(corpus, line)
        let noise = try noise.map { try NoiseLibrary.load(root: $0) } ?? .empty
        let train = try load(try scan.clips(in: .train), "training clips", line)
        let development = try load(try scan.clips(in: .dev), "development clips", line)
        line.print("estimating the normaliser, cutting the development clips")
        let trainer = Trainer(
            train: train, development: development, noise: noise, labels: Emotion.six, options: options)
        let log = try metrics.map { try MetricsLog(path: $0) }
        let display = TrainingDisplay(line: line, epochs: options.epochs)
        let provenance = ["training.manifest_sha256": scan.manifest.sha256, "training.split": scan.split]
        var failure: (any Error)?
        let model = try trainer.train(provenance: provenance) { progress in
            display.show(progress)
            guard case .epoch(let report, let best) = progress else { return }
            log?.write(report)
            do { try best?.write(to: out + ".partial") } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        try model.write(to: out)
        _ = unsafe remove(out + ".partial")
        line.print("wrote \(out) (temperature \(decimal(model.decision.temperature)))")
    }

    /// Decodes clips into memory, saying what could not be read; throws where nothing could.
    private func load(_ clips: [Clip], _ what: String, _ line: ProgressLine) throws -> ClipLibrary {
        let library = ClipLibrary.load(clips, root: corpus) { line.show("reading \(what)", done: $0, of: $1) }
        for file in library.excluded { line.print("\(file.path): \(file.reason)") }
        if library.clips.isEmpty, let first = library.excluded.first {
            throw CorpusError.nothingUsable(path: corpus, mostFrequent: first.reason)
        }
        line.print("\(library.clips.count) \(what)")
        return library
    }

    /// Finds out before hours of work that their result cannot be written.
    private func requireWritable(_ path: String) throws {
        var status = stat()
        // SAFETY: the paths are passed as NUL-terminated copies; `status` outlives the call.
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw OutputError(path: path, code: EISDIR)
        }
        // Only a try says whether a file can be made there; a file of an earlier run shows it too.
        let partial = path + ".partial"
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw OutputError(path: path, code: errno)
        }
        close(descriptor)
        _ = unsafe remove(partial)
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
