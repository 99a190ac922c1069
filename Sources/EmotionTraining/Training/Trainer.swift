internal import EmotionModel
public import EmotionRecognition
internal import SpeechFeatures

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
        let shapes = options.shapes(labelCount: labels.count)
        var members = shapes.indices.map {
            EnsembleMember(index: $0, options: options, shape: shapes[$0])
        }
        let workers = members.map { GradientWorkers(network: $0.network, threads: options.threads) }
        var schedule = LearningRate(options: options)
        var best = (score: -1.0, networks: members.map(\.network), epoch: 0)
        for epoch in 1...options.epochs {
            let (loss, rate) = try runEpoch(epoch, &members, schedule, workers, progress)
            let networks = members.map { $0.averagedNetwork(storedAs: options.elementType) }
            let table = development.score(development.logits(workers, networks: networks))
            let improved = table.meanUAR > best.score
            if improved { best = (table.meanUAR, networks, epoch) }
            schedule.epochEnded(improved: improved)
            let report = EpochReport(
                epoch: epoch, loss: loss, development: table, learningRate: rate, isBest: improved)
            progress(.epoch(report, best: improved ? model(best.networks, workers, provenance) : nil))
            if epoch - best.epoch >= options.patience { break }
        }
        return model(best.networks, workers, provenance)
    }

    /// One pass over the clips, and `passes` of each member over each block of them.
    private func runEpoch(
        _ epoch: Int, _ members: inout [EnsembleMember], _ schedule: LearningRate,
        _ workers: [GradientWorkers], _ progress: (TrainingProgress) -> Void
    ) throws(TrainingError) -> (loss: Double, rate: Float) {
        let order = plan.order(epoch: epoch)
        let blockSize = options.batchSize * 16
        let passes = options.passes * members.count
        var gradients = members.map { [Float](repeating: 0, count: $0.network.layout.count) }
        var (sum, rate, batches) = (0.0, Float(0), 0)
        for block in stride(from: 0, to: order.count, by: blockSize) {
            let end = min(block + blockSize, order.count)
            let utterances = data.utterances(order[block..<end], epoch: epoch)
            for pass in 0..<passes {
                let member = pass % members.count
                // Every member goes through the same rates.
                let share =
                    Double(block) + Double((pass / members.count + 1) * (end - block))
                    / Double(options.passes)
                rate = schedule.rate(progress: Double(epoch - 1) + share / Double(order.count))
                for batch in batchesOf(utterances, epoch: epoch, pass: pass, block: block) {
                    let loss = workers[member].gradient(
                        of: data.sequences(batch, epoch: epoch, pass: pass),
                        parameters: members[member].network.parameters, options: options,
                        seed: members[member].seed, epoch: epoch, into: &gradients[member])
                    guard loss.isFinite else { throw .diverged(epoch: epoch) }
                    sum += loss
                    batches += 1
                    members[member].update(
                        gradient: gradients[member], clipNorm: options.clipNorm, rate: rate)
                    let done = block + (pass + 1) * (end - block) / passes
                    progress(
                        .batch(epoch: epoch, done: done, of: order.count, loss: sum / Double(batches)))
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
            seed: options.seed, epoch: epoch, clip: UInt64(block) << 16 + UInt64(pass + 1), purpose: .order
        )
        var shuffled = utterances
        random.shuffle(&shuffled)
        return stride(from: 0, to: shuffled.count, by: options.batchSize).map { start in
            Array(shuffled[start..<min(start + options.batchSize, shuffled.count)])
        }
    }

    private func model(
        _ networks: [EmotionNetwork], _ workers: [GradientWorkers], _ provenance: [String: String]
    ) -> SpeechEmotionModel {
        var decision = options.decision
        decision.temperature = development.fitTemperature(development.logits(workers, networks: networks))
        var model = SpeechEmotionModel(
            labels: labels.map(\.rawValue), features: options.network.features,
            normalizerMean: data.normalizer.mean,
            normalizerInverseDeviation: data.normalizer.inverseDeviation, networks: networks,
            decision: decision, provenance: options.metadata.merging(provenance) { _, new in new })
        model.elementType = options.elementType
        return model
    }
}
