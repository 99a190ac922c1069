internal import EmotionRecognition

/// Trains a recipe with every part of the augmentation, then without each group of parts in turn.
///
/// What a group is worth is the difference on the development speakers; several seeds say how much of it is chance.
public struct Ablation: Sendable {
    /// Where a run stands.
    public enum Progress: Sendable {
        /// A training begins: its number, from 1, and what it goes without.
        case run(Int, of: Int, without: String, seed: UInt64)
        /// A training's result is there from an earlier run.
        case reused(without: String, seed: UInt64)
        /// A training.
        case training(TrainingProgress)
    }

    private let train: ClipLibrary
    private let development: ClipLibrary
    private let noise: NoiseLibrary
    private let labels: [Emotion]
    private let options: TrainingOptions
    private let manifestSHA256: String

    /// An ablation of one recipe.
    ///
    /// - Parameters:
    ///   - train: clips of the training speakers.
    ///   - development: clips of the development speakers, who judge.
    ///   - noise: recordings mixed into the training clips.
    ///   - labels: in the order of the network's outputs.
    ///   - options: the recipe; its epochs are all trained, whatever its patience.
    ///   - manifestSHA256: says which clips they are.
    public init(
        train: ClipLibrary, development: ClipLibrary, noise: NoiseLibrary, labels: [Emotion],
        options: TrainingOptions, manifestSHA256: String
    ) {
        self.train = train
        self.development = development
        self.noise = noise
        self.labels = labels
        var options = options
        options.patience = options.epochs
        self.options = options
        self.manifestSHA256 = manifestSHA256
    }

    /// Trains what `known` does not have.
    ///
    /// - Parameters:
    ///   - seeds: one training each, of everything and of everything without each group.
    ///   - known: an earlier report; only runs of the same recipe and clips are taken from it.
    ///   - finished: called after each training with the report so far.
    ///   - progress: called on the calling thread.
    public func run(
        seeds: [UInt64], known: AblationReport?, finished: (AblationReport) throws -> Void,
        progress: (Progress) -> Void
    ) throws -> AblationReport {
        var report = AblationReport(
            recipe: options.metadata.filter { !["training.seed", "training.augmentation"].contains($0.key) },
            manifestSHA256: manifestSHA256, runs: [])
        let groups: [AblationGroup?] = [nil] + AblationGroup.all
        let earlier = known.map { $0.isOf(report) ? $0.runs : [] } ?? []
        var number = 0
        for seed in seeds {
            for group in groups {
                number += 1
                let without = group?.name ?? AblationReport.nothing
                if let run = earlier.first(where: { $0.seed == seed && $0.without == without }) {
                    progress(.reused(without: without, seed: seed))
                    report.runs.append(run)
                    continue
                }
                progress(.run(number, of: seeds.count * groups.count, without: without, seed: seed))
                report.runs.append(try run(without: group, seed: seed, progress))
                try finished(report)
            }
        }
        return report
    }

    private func run(
        without group: AblationGroup?, seed: UInt64, _ progress: (Progress) -> Void
    ) throws -> AblationReport.Run {
        var options = options
        options.seed = seed
        options.augmentation = AblationGroup.parts(without: group)
        if noise.paths.isEmpty { options.augmentation.remove(.noiseClips) }
        let trainer = Trainer(
            train: train, development: development, noise: noise, labels: labels, options: options)
        var best: EpochReport?
        _ = try trainer.train { event throws(TrainingError) in
            if case .epoch(let report, _) = event, report.isBest { best = report }
            progress(.training(event))
        }
        return AblationReport.Run(
            without: group?.name ?? AblationReport.nothing, seed: seed,
            meanUAR: best?.development.meanUAR ?? 0,
            uars: best.map { best in
                Dictionary(
                    uniqueKeysWithValues: best.development.matrices.map { ($0.key.rawValue, $0.value.uar) })
            } ?? [:])
    }
}
