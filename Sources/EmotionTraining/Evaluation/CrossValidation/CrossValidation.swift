internal import EmotionModel
internal import EmotionRecognition
import FoundationEssentials

/// Trains a recipe without each part of the corpora in turn, and tests it on that part.
public struct CrossValidation: Sendable {
    /// Where a run stands.
    public enum Progress: Sendable {
        /// A fold begins: its number, from 1, and what is left out.
        case fold(Int, of: Int, leftOut: String)
        /// A fold's model is there from an earlier run.
        case reused(leftOut: String)
        /// A fold's training.
        case training(TrainingProgress)
    }

    private let kind: CrossValidationKind
    private let scanner: CorpusScanner
    private let roots: [String]
    private let noise: NoiseLibrary
    private let options: TrainingOptions
    private let bootstrap: Bootstrap
    private let modelFolder: String?

    /// A cross-validation of one recipe.
    ///
    /// - Parameters:
    ///   - kind: what is left out in turn.
    ///   - scanner: finds the clips; its speakers are replaced by each fold's, its labels are learnt.
    ///   - roots: the folders that hold the corpora.
    ///   - noise: recordings mixed into the training clips.
    ///   - options: the recipe; its epochs are all trained, whatever its patience.
    ///   - modelFolder: where the folds' models are kept; a fold whose model of the same recipe and clips is
    ///     there is not trained again. Nil keeps none.
    public init(
        kind: CrossValidationKind, scanner: CorpusScanner, roots: [String], noise: NoiseLibrary,
        options: TrainingOptions, modelFolder: String?
    ) {
        self.kind = kind
        self.scanner = scanner
        self.roots = roots
        self.noise = noise
        var options = options
        options.patience = options.epochs
        self.options = options
        self.modelFolder = modelFolder
        bootstrap = Bootstrap()
    }

    /// Runs every fold.
    ///
    /// - Parameter progress: called on the calling thread.
    /// - Throws: `CorpusError` for a folder of no use, `AudioFileError` for a clip that cannot be read,
    ///   `TrainingError` for a training without a model, `ModelFileError` for a model that cannot be kept.
    public func run(progress: (Progress) -> Void) throws -> CrossValidationReport {
        let folds = CrossValidationFold.all(kind)
        var finished: [CrossValidationReport.Fold] = []
        var missing: [String] = []
        for (index, fold) in folds.enumerated() {
            var scanner = scanner
            scanner.speakers = fold.speakers
            let scan = try scanner.scan(roots: roots)
            guard scan.count(split: .test) > 0 else {
                missing.append(fold.name)
                continue
            }
            progress(.fold(index + 1, of: folds.count, leftOut: fold.name))
            finished.append(try judge(fold, scan, progress))
        }
        if finished.isEmpty {
            throw CorpusError.noSpeakers(split: .test, path: roots.joined(separator: ", "))
        }
        return CrossValidationReport(
            kind: kind, options: options, labels: scanner.labels.labels, folds: finished, missing: missing)
    }

    private func judge(
        _ fold: CrossValidationFold, _ scan: CorpusScan, _ progress: (Progress) -> Void
    ) throws -> CrossValidationReport.Fold {
        let model = try model(of: fold, scan, progress)
        let clips = try scan.clips(in: .test)
        let evaluation = try ProgramEvaluation(model: model, clips: clips)
        return CrossValidationReport.Fold(
            leftOut: fold.name, manifestSHA256: scan.manifest.sha256,
            trainingClips: scan.count(split: .train),
            figures: CorpusFigures(clips[0].corpus, evaluation, bootstrap))
    }

    /// The fold's model, trained now or kept from an earlier run.
    private func model(
        of fold: CrossValidationFold, _ scan: CorpusScan, _ progress: (Progress) -> Void
    ) throws -> SpeechEmotionModel {
        let provenance = [
            "training.manifest_sha256": scan.manifest.sha256, "training.split": fold.speakers.name,
        ]
        let expected = options.metadata.merging(provenance) { _, new in new }
        let path = modelFolder.map { "\($0)/\(kind.rawValue)-\(fold.name).safetensors" }
        if let path, let kept = try? SpeechEmotionModel(path: path), kept.provenance == expected {
            progress(.reused(leftOut: fold.name))
            return kept
        }
        let trainer = Trainer(
            train: ClipLibrary.load(try scan.trainingClips(), cache: scanner.cache),
            development: ClipLibrary.load(try scan.clips(in: .dev), cache: scanner.cache), noise: noise,
            labels: scan.labels, options: options)
        let checkpoint = path.map { Checkpoint(path: $0 + ".checkpoint", resumes: true) }
        let model = try trainer.train(provenance: provenance, checkpoint: checkpoint) {
            progress(.training($0))
        }
        if let path {
            try model.write(to: path)
            try? FileManager.default.removeItem(atPath: path + ".checkpoint")
        }
        return model
    }
}
