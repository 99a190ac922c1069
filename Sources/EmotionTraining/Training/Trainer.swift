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
    private let initial: SpeechEmotionModel?

    /// A trainer over decoded clips.
    ///
    /// - Parameters:
    ///   - train: clips of the training speakers.
    ///   - development: clips of the development speakers.
    ///   - noise: recordings mixed into the training clips.
    ///   - labels: in the order of the network's outputs.
    ///   - options: the recipe.
    ///   - initial: a model to start from, its networks, front end and normaliser kept; its labels must be these.
    public init(
        train: ClipLibrary, development: ClipLibrary, noise: NoiseLibrary, labels: [Emotion],
        options: TrainingOptions, initial: SpeechEmotionModel? = nil
    ) {
        precondition(initial.map { $0.labels == labels.map(\.rawValue) } ?? true)
        self.options = options
        self.labels = labels
        self.initial = initial
        data = TrainingData(
            library: train, labels: labels, noise: noise, options: options,
            normalizer: initial?.normalizer)
        self.development = DevelopmentSet(
            library: development, labels: labels, features: options.features,
            decision: options.decision, normalizer: data.normalizer)
        plan = EpochPlan(clips: train.clips, balance: options.balance, seed: options.seed)
    }

    /// Trains to the end.
    ///
    /// - Parameters:
    ///   - provenance: what else the model file is to say, keys beginning with `training.`.
    ///   - checkpoint: where to keep the run's state, if anywhere.
    ///   - progress: called on the calling thread.
    /// - Returns: the best model, its temperature fitted on the development speakers.
    public func train(
        provenance: [String: String] = [:], checkpoint: Checkpoint? = nil,
        progress: (TrainingProgress) throws(TrainingError) -> Void
    ) throws(TrainingError) -> SpeechEmotionModel {
        let shapes = initial?.networks.map(\.options) ?? options.shapes(labelCount: labels.count)
        var state = TrainingState(options: options, shapes: shapes, networks: initial?.networks)
        let run = identity(provenance)
        if let checkpoint { try resume(&state, checkpoint, run, progress) }
        let workers = state.members.map { GradientWorkers(network: $0.first, threads: options.threads) }
        while !state.isFinished(options) {
            let epoch = state.epoch + 1
            let (loss, rate) = try runEpoch(epoch, &state.members, state.schedule, workers, progress)
            let networks = state.members.map { $0.averagedNetwork(storedAs: options.elementType) }
            let table = development.score(development.logits(workers, networks: networks))
            let improved = table.meanUAR > state.best.score
            if improved {
                state.best = .init(score: table.meanUAR, networks: networks, epoch: epoch)
            }
            state.schedule.epochEnded(improved: improved)
            state.epoch = epoch
            if let checkpoint { try write(state, checkpoint, run) }
            let report = EpochReport(
                epoch: epoch, loss: loss, development: table, learningRate: rate, isBest: improved)
            try progress(.epoch(report, best: improved ? model(networks, workers, provenance) : nil))
        }
        return model(state.best.networks, workers, provenance)
    }

    /// What must be the same for a run to go on from a checkpoint.
    private func identity(_ provenance: [String: String]) -> [String: String] {
        var run = options.metadata.merging(provenance) { _, new in new }
        run["labels"] = labels.map(\.rawValue).joined(separator: ",")
        run["initial"] = initial?.sha256 ?? ""
        return run
    }

    private func resume(
        _ state: inout TrainingState, _ checkpoint: Checkpoint, _ run: [String: String],
        _ progress: (TrainingProgress) throws(TrainingError) -> Void
    ) throws(TrainingError) {
        guard checkpoint.resumes else { return }
        let file: SafetensorsFile
        do throws(ModelFileError) {
            file = try SafetensorsFile(bytes: SafetensorsFile.contents(ofFile: checkpoint.path))
        } catch {
            // Killed before the first epoch was over: there is nothing to go on from.
            if error.isMissingFile { return try progress(.resumed(epochs: 0)) }
            throw .checkpoint(error.inFile(checkpoint.path))
        }
        try state.restore(from: file, path: checkpoint.path, run: run)
        try progress(.resumed(epochs: state.epoch))
    }

    private func write(
        _ state: TrainingState, _ checkpoint: Checkpoint, _ run: [String: String]
    ) throws(TrainingError) {
        do throws(ModelFileError) {
            try state.file(run: run).write(to: checkpoint.path)
        } catch {
            throw .checkpoint(error)
        }
    }

    /// One pass over the clips, and `passes` of each member over each block of them.
    private func runEpoch(
        _ epoch: Int, _ members: inout [EnsembleMember], _ schedule: LearningRate,
        _ workers: [GradientWorkers], _ progress: (TrainingProgress) throws(TrainingError) -> Void
    ) throws(TrainingError) -> (loss: Double, rate: Float) {
        let order = plan.order(epoch: epoch)
        let blockSize = options.batchSize * 16
        let passes = options.passes * members.count
        let blocks = stride(from: 0, to: order.count, by: blockSize).map {
            $0..<min($0 + blockSize, order.count)
        }
        var gradients = members.map { [Float](repeating: 0, count: $0.first.layout.count) }
        var (sum, rate, count) = (0.0, Float(0), 0)
        for (block, utterances) in preparedAhead(blocks, { data.utterances(order[$0], epoch: epoch) }) {
            let batches = batchesOf(utterances, of: block, passes: passes, epoch: epoch)
            for (batch, sequences) in preparedAhead(
                batches, { data.sequences($0.utterances, epoch: epoch, pass: $0.pass) })
            {
                let member = batch.pass % members.count
                // Every member goes through the same rates.
                let turn = Double((batch.pass / members.count + 1) * block.count) / Double(options.passes)
                let share = Double(block.lowerBound) + turn
                rate = schedule.rate(progress: Double(epoch - 1) + share / Double(order.count))
                let loss = workers[member].gradient(
                    of: sequences, parameters: members[member].parameters, options: options,
                    seed: members[member].seed, epoch: epoch, into: &gradients[member])
                let isSound = members[member].update(
                    gradient: &gradients[member], clipNorm: options.clipNorm, rate: rate)
                guard loss.isFinite, isSound else { throw .diverged(epoch: epoch) }
                sum += loss
                count += 1
                let done = block.lowerBound + (batch.pass + 1) * block.count / passes
                try progress(.batch(epoch: epoch, done: done, of: order.count, loss: sum / Double(count)))
            }
        }
        return (sum / Double(max(count, 1)), rate)
    }

    private func preparedAhead<Element, Result>(
        _ elements: [Element], _ prepare: @escaping (Element) -> Preparation<Result>
    ) -> PreparedAhead<Element, Result> {
        PreparedAhead(elements, threads: options.threads, prepare: prepare)
    }

    /// A batch of one of the passes over a block.
    private struct Batch {
        let pass: Int
        let utterances: [TrainingUtterance]
    }

    /// A block's utterances in batches, pass by pass, shuffled for each.
    private func batchesOf(
        _ utterances: [TrainingUtterance], of block: Range<Int>, passes: Int, epoch: Int
    ) -> [Batch] {
        (0..<passes).flatMap { pass in
            var random = KeyedRandom(
                seed: options.seed, epoch: epoch, clip: UInt64(block.lowerBound) << 16 + UInt64(pass + 1),
                purpose: .order)
            var shuffled = utterances
            random.shuffle(&shuffled)
            return stride(from: 0, to: shuffled.count, by: options.batchSize).map { start in
                let end = min(start + options.batchSize, shuffled.count)
                return Batch(pass: pass, utterances: Array(shuffled[start..<end]))
            }
        }
    }

    private func model(
        _ networks: [EmotionNetwork], _ workers: [GradientWorkers], _ provenance: [String: String]
    ) -> SpeechEmotionModel {
        var decision = options.decision
        decision.temperature = development.fitTemperature(development.logits(workers, networks: networks))
        var model = SpeechEmotionModel(
            labels: labels.map(\.rawValue), features: options.features,
            normalizerMean: data.normalizer.mean,
            normalizerInverseDeviation: data.normalizer.inverseDeviation, networks: networks,
            decision: decision, provenance: options.metadata.merging(provenance) { _, new in new })
        model.elementType = options.elementType
        return model
    }
}
