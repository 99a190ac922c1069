/// The learning rate over a run.
struct LearningRate: Sendable {
    private let options: TrainingOptions
    /// What the plateau schedule has made of the largest rate.
    private(set) var factor: Float = 1
    /// Epochs since dev improved or the rate was halved.
    private(set) var epochsWithoutGain = 0

    init(options: TrainingOptions) { self.options = options }

    /// Goes on where another run left off.
    mutating func restore(factor: Float, epochsWithoutGain: Int) {
        self.factor = factor
        self.epochsWithoutGain = epochsWithoutGain
    }

    /// The rate after `progress` epochs, fractions included.
    func rate(progress: Double) -> Float {
        switch options.schedule {
        case .plateau: return options.learningRate * factor
        case .oneCycle:
            let share = progress / Double(options.epochs)
            let warmUp = 0.1
            if share < warmUp { return options.learningRate * Float(0.04 + 0.96 * share / warmUp) }
            let falling = 0.5 + 0.5 * cosine(.pi * (share - warmUp) / (1 - warmUp))
            return options.learningRate * Float(max(falling, 0.001))
        }
    }

    /// Takes the outcome of an epoch.
    mutating func epochEnded(improved: Bool) {
        epochsWithoutGain = improved ? 0 : epochsWithoutGain + 1
        guard epochsWithoutGain >= 4 else { return }
        factor *= 0.5
        epochsWithoutGain = 0
    }
}
