internal import EmotionModel

/// Everything that a run carries from one epoch to the next.
///
/// What chance decides is keyed by seed and epoch, so a run that goes on from here ends in the same model, byte
/// for byte, as one that was never interrupted.
struct TrainingState: Sendable {
    /// The weights to keep.
    struct Best: Sendable {
        /// Mean recall on the development speakers.
        var score = -1.0
        /// The averaged networks of that epoch.
        var networks: [EmotionNetwork]
        /// Counted from 1; 0 before the first.
        var epoch = 0
    }

    /// The networks and their optimisers.
    var members: [EnsembleMember]
    /// Where the learning rate stands.
    var schedule: LearningRate
    /// The best epoch so far.
    var best: Best
    /// Epochs completed.
    var epoch = 0

    /// The state before the first epoch, from first weights or from those of `networks`.
    init(options: TrainingOptions, shapes: [NetworkOptions], networks: [EmotionNetwork]? = nil) {
        members = shapes.indices.map { index in
            EnsembleMember(index: index, options: options, shape: shapes[index], network: networks?[index])
        }
        schedule = LearningRate(options: options)
        best = Best(networks: members.map(\.first))
    }

    /// Whether nothing is left to do.
    func isFinished(_ options: TrainingOptions) -> Bool {
        epoch >= options.epochs || (epoch > 0 && epoch - best.epoch >= options.patience)
    }
}
