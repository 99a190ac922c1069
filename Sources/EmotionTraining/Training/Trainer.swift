internal import EmotionModel
public import EmotionRecognition
internal import SpeechFeatures

/// Where a run stands; for progress bars and logs.
public enum TrainingProgress: Sendable {
    /// An epoch is under way.
    case batch(epoch: Int, done: Int, of: Int, loss: Double)
    /// An epoch has ended; with the model where it is the best so far.
    case epoch(EpochReport, best: SpeechEmotionModel?)
}

/// What an epoch brought.
public struct EpochReport: Sendable {
    /// Counted from 1.
    public let epoch: Int
    /// Mean training loss.
    public let loss: Double
    /// Recall on the development speakers, with the averaged weights.
    public let development: ConfusionTable
    /// Learning rate of the last batch.
    public let learningRate: Float
    /// Whether it is the best so far.
    public let isBest: Bool
}

/// Why training stopped without a model.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
    /// The loss is not a number.
    case diverged(epoch: Int)

    /// One line: what happened and what to do.
    public var description: String {
        switch self {
        case .diverged(let epoch):
            "the loss is not a number in epoch \(epoch): lower --learning-rate"
        }
    }
}

/// Trains a network and keeps the weights that are best on the development speakers.
///
/// The same data, options, kind of processor and library versions give the same model, byte for byte.
public struct Trainer: Sendable {
    private let options: TrainingOptions
    private let labels: [Emotion]
    private let data: TrainingData
    private let development: DevelopmentSet
    private let plan: EpochPlan

    /// A trainer over decoded clips.
    ///
    /// - Parameters:
    ///   - train: clips of the training speakers.
    ///   - development: clips of the development speakers.
    ///   - noise: recordings mixed into the training clips.
    ///   - labels: in the order of the network's outputs.
    ///   - options: the recipe.
    public init(
        train: ClipLibrary, development: ClipLibrary, noise: NoiseLibrary, labels: [Emotion],
        options: TrainingOptions
    ) {
        self.options = options
        self.labels = labels
        data = TrainingData(library: train, labels: labels, noise: noise, options: options)
        self.development = DevelopmentSet(
            library: development, labels: labels, features: options.network.features,
            decision: options.decision, normalizer: data.normalizer)
        plan = EpochPlan(clips: train.clips, balance: options.balance, seed: options.seed)
    }

    /// Trains to the end.
    ///
    /// - Parameters:
    ///   - provenance: what else the model file is to say, keys beginning with `training.`.
    ///   - progress: called on the calling thread.
    /// - Returns: the best model, its temperature fitted on the development speakers.
    public func train(
        provenance: [String: String] = [:], progress: (TrainingProgress) -> Void
    ) throws(TrainingError) -> SpeechEmotionModel {
        var network = EmotionNetwork(options: options.network.options(labelCount: labels.count))
        WeightInitialization.initialize(&network, seed: options.seed)
        let workers = GradientWorkers(network: network, threads: options.threads)
        var adam = Adam(
            parameters: network.parameters, weightDecay: options.weightDecay, averaging: options.averaging)
        var schedule = LearningRate(options: options)
        var best = (score: -1.0, parameters: network.parameters, epoch: 0)
        for epoch in 1...options.epochs {
            let (loss, rate) = try runEpoch(epoch, &network, &adam, schedule, workers, progress)
            let table = development.score(development.logits(workers, parameters: adam.average))
            let improved = table.meanUAR > best.score
            if improved { best = (table.meanUAR, adam.average, epoch) }
            schedule.epochEnded(improved: improved)
            let report = EpochReport(
                epoch: epoch, loss: loss, development: table, learningRate: rate, isBest: improved)
            progress(
                .epoch(report, best: improved ? model(best.parameters, network, workers, provenance) : nil))
            if epoch - best.epoch >= options.patience { break }
        }
        return model(best.parameters, network, workers, provenance)
    }

    /// One pass over the clips, and `passes` over each block of them with frames augmented afresh.
    private func runEpoch(
        _ epoch: Int, _ network: inout EmotionNetwork, _ adam: inout Adam, _ schedule: LearningRate,
        _ workers: GradientWorkers, _ progress: (TrainingProgress) -> Void
    ) throws(TrainingError) -> (loss: Double, rate: Float) {
        let order = plan.order(epoch: epoch)
        let blockSize = options.batchSize * 16
        var gradient = [Float](repeating: 0, count: network.layout.count)
        var (sum, rate, batches) = (0.0, Float(0), 0)
        for block in stride(from: 0, to: order.count, by: blockSize) {
            let end = min(block + blockSize, order.count)
            let utterances = data.utterances(order[block..<end], epoch: epoch)
            for pass in 0..<options.passes {
                for batch in batchesOf(utterances, epoch: epoch, pass: pass, block: block) {
                    let loss = workers.gradient(
                        of: data.sequences(batch, epoch: epoch, pass: pass), parameters: network.parameters,
                        options: options, epoch: epoch, into: &gradient)
                    guard loss.isFinite else { throw .diverged(epoch: epoch) }
                    sum += loss
                    batches += 1
                    let share = (Double(block) + Double((pass + 1) * (end - block)) / Double(options.passes))
                    rate = schedule.rate(progress: Double(epoch - 1) + share / Double(order.count))
                    adam.update(
                        &network.parameters, gradient: gradient, scale: clipScale(gradient), rate: rate)
                    progress(
                        .batch(epoch: epoch, done: Int(share), of: order.count, loss: sum / Double(batches)))
                }
            }
        }
        return (sum / Double(max(batches, 1)), rate)
    }

    /// A block's utterances in batches, shuffled for each pass.
    private func batchesOf(
        _ utterances: [TrainingUtterance], epoch: Int, pass: Int, block: Int
    ) -> [[TrainingUtterance]] {
        var random = KeyedRandom(
            seed: options.seed, epoch: epoch, clip: UInt64(block * options.passes + pass + 1), purpose: .order
        )
        var shuffled = utterances
        random.shuffle(&shuffled)
        return stride(from: 0, to: shuffled.count, by: options.batchSize).map { start in
            Array(shuffled[start..<min(start + options.batchSize, shuffled.count)])
        }
    }

    /// What brings the gradient's norm down to the largest allowed.
    ///
    /// Pascanu et al. 2013.
    private func clipScale(_ gradient: [Float]) -> Float {
        var sum = 0.0
        for value in gradient { sum += Double(value) * Double(value) }
        let norm = Float(sum.squareRoot())
        return norm > options.clipNorm ? options.clipNorm / norm : 1
    }

    private func model(
        _ parameters: [Float], _ network: EmotionNetwork, _ workers: GradientWorkers,
        _ provenance: [String: String]
    ) -> SpeechEmotionModel {
        var network = network
        network.parameters = parameters
        var decision = options.decision
        decision.temperature = development.fitTemperature(development.logits(workers, parameters: parameters))
        return SpeechEmotionModel(
            labels: labels.map(\.rawValue), features: options.network.features,
            normalizerMean: data.normalizer.mean,
            normalizerInverseDeviation: data.normalizer.inverseDeviation, network: network,
            decision: decision, provenance: options.metadata.merging(provenance) { _, new in new })
    }
}
