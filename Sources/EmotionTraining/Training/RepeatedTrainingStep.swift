internal import EmotionModel

/// One training step on made-up sequences, over and over: forward, backward, Adam.
///
/// What a benchmark times; the very code that trains.
public final class RepeatedTrainingStep {
    private let workers: GradientWorkers
    private let batch: [TrainingSequence]
    private var member: EnsembleMember
    private var gradient: [Float]
    private let options: TrainingOptions
    private var step = 0

    /// A step of the reference network: an LSTM of 256 units and the dense layers behind it, on every step.
    ///
    /// - Parameters:
    ///   - batch: sequences.
    ///   - steps: steps of each.
    ///   - inputSize: values of a step.
    ///   - threads: the batch is shared among them.
    public convenience init(batch: Int = 64, steps: Int = 300, inputSize: Int = 40, threads: Int = 2) {
        var options = TrainingOptions(network: .reference)
        options.threads = threads
        options.weighting = StepWeighting(lastShare: 0, fromStep: 0)
        options.labelSmoothing = 0
        self.init(
            options, .reference(inputSize: inputSize, labelCount: 6),
            lengths: Array(repeating: steps, count: batch))
    }

    /// A step of the default recipe and its first network: convolutions, attention, dropout.
    ///
    /// - Parameters:
    ///   - lengths: steps of each sequence.
    ///   - threads: the batch is shared among them.
    public convenience init(standardWithLengths lengths: [Int], threads: Int = 2) {
        var options = TrainingOptions()
        options.threads = threads
        self.init(options, options.network.options(member: 0, labelCount: 6), lengths: lengths)
    }

    private init(_ options: TrainingOptions, _ shape: NetworkOptions, lengths: [Int]) {
        self.options = options
        member = EnsembleMember(index: 0, options: options, shape: shape)
        workers = GradientWorkers(network: member.first, threads: options.threads)
        gradient = Array(repeating: 0, count: member.first.layout.count)
        var random = KeyedRandom(seed: 1, epoch: 0, clip: 0, purpose: .order)
        batch = lengths.enumerated().map { index, steps in
            let values = (0..<steps * shape.inputSize).map { _ in random.uniform(in: -1...1) }
            return TrainingSequence(
                steps: StepSequence(values: values, count: steps),
                parts: [TargetPart(label: index % 6, end: steps)], key: UInt64(index))
        }
    }

    /// Makes one step.
    ///
    /// - Returns: the loss before it.
    public func run() -> Double {
        step += 1
        let loss = workers.gradient(
            of: batch, parameters: member.parameters, options: options, seed: 1, epoch: step,
            into: &gradient)
        _ = member.update(gradient: &gradient, clipNorm: options.clipNorm, rate: options.learningRate)
        return loss
    }
}
