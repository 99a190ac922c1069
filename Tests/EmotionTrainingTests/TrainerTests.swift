import EmotionModel
import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

@testable import EmotionTraining

/// A whole run: the model and what was reported on the way.
private struct Run {
    let model: SpeechEmotionModel
    var reports: [EpochReport] = []
    /// The models handed out as the best so far.
    var best: [SpeechEmotionModel] = []

    init(
        _ options: TrainingOptions,
        on libraries: Result<TinyCorpus.Libraries, any Error> = TinyCorpus.smallLibraries,
        initial: SpeechEmotionModel? = nil, checkpoint: Checkpoint? = nil, stopAfter calls: Int = .max
    ) throws {
        let libraries = try libraries.get()
        let trainer = Trainer(
            train: libraries.train, development: libraries.development, noise: .empty, labels: Emotion.six,
            options: options, initial: initial)
        var (reports, best, left) = ([EpochReport](), [SpeechEmotionModel](), calls)
        model = try trainer.train(checkpoint: checkpoint) { progress throws(TrainingError) in
            left -= 1
            guard left >= 0 else { throw .output("stopped") }
            guard case .epoch(let report, let model) = progress else { return }
            reports.append(report)
            if let model { best.append(model) }
        }
        self.reports = reports
        self.best = best
    }

    var bytes: [UInt8] { get throws { try model.file.encoded() } }
}

@Suite struct TrainerTests {
    /// A recipe that learns the tiny corpus in a few seconds.
    private var quick: TrainingOptions {
        var options = TrainingOptions()
        options.augmentation = []
        options.epochs = 6
        options.members = 1
        options.passes = 3
        options.noiseClipShare = 0
        options.batchSize = 6
        options.learningRate = 2e-3
        options.dropout = 0
        options.averaging = 0.5
        options.weighting.fromStep = 3
        return options
    }

    /// The whole recipe, augmentation and dropout too, for two epochs.
    private var short: TrainingOptions {
        var options = TrainingOptions()
        options.epochs = 2
        options.members = 2
        options.batchSize = 6
        return options
    }

    @Test func theSameRunGivesTheSameFile() throws {
        let first = try Run(short)
        #expect(try Run(short).bytes == first.bytes)
        // The seed stands in the file, so the weights are what must differ.
        var other = short
        other.seed = 2
        let second = try Run(other)
        #expect(second.model.networks[0].parameters != first.model.networks[0].parameters)
        #expect(second.reports[0].loss != first.reports[0].loss)
        // Nor are the networks of one run alike.
        #expect(first.model.networks[0].parameters != first.model.networks[1].parameters)
    }

    @Test func halfOfTheMembersNeverSeePitch() throws {
        let networks = try Run(short).model.networks
        let columns = FeatureOptions().pitchColumns
        for (network, seesPitch) in zip(networks, [true, false]) {
            let weights = network.parameters(reading: columns).map { network.parameters[$0] }
            #expect(weights.contains { $0 != 0 } == seesPitch)
        }
        // So whatever the pitch is, such a network says the same.
        var random = TestRandom(seed: 3)
        let steps = (0..<20 * FeatureOptions().stepVectorSize).map { _ in random.signed() }
        var others = steps
        for step in 0..<20 {
            for column in columns { others[step * FeatureOptions().stepVectorSize + column] += 1 }
        }
        for (network, seesPitch) in zip(networks, [true, false]) {
            let workers = GradientWorkers(network: network, threads: 1)
            let said = workers.logits(
                of: [steps, others].map { StepSequence(values: $0, count: 20) },
                parameters: network.parameters)
            #expect((said[0] != said[1]) == seesPitch)
        }
        var alone = short
        alone.members = 1
        #expect(try Run(alone).model.networks[0].parameters(reading: columns).isEmpty == false)
    }

    @Test func everyPartOfTheAugmentationTogetherTrainsAndRepeats() throws {
        var options = short
        options.augmentation = Set(AugmentationPart.allCases)
        options.epochs = 1
        #expect(try Run(options).bytes == Run(options).bytes)
    }

    @Test func theTinyCorpusIsLearnt() throws {
        let run = try Run(quick, on: TinyCorpus.libraries)
        let losses = run.reports.map(\.loss)
        let (first, last) = (try #require(losses.first), try #require(losses.last))
        #expect(first < 2.2 && last < 0.6 * first, "\(losses)")
        let score = try #require(run.reports.map(\.development.meanUAR).max())
        #expect(score >= 0.6, "chance is 0.17")
        // The program, with the model as it would be written, hears the same.
        let model = try SpeechEmotionModel(bytes: run.bytes)
        let library = try TinyCorpus.libraries.get().development
        let right = library.clips.indices.count { index in
            let label = ProgramEvaluation.label(of: library.samples(at: index), model)
            return label.map { model.labels[$0] } == library.clips[index].emotion.rawValue
        }
        #expect(Double(right) >= 0.6 * Double(library.clips.count))
    }

    @Test func trainingStopsWhenPatienceIsOutAndTheBestWeightsComeBack() throws {
        var options = quick
        // Steps so small that no answer changes: the first epoch stays the best.
        options.learningRate = 1e-9
        options.patience = 3
        let run = try Run(options)
        #expect(run.reports.map(\.epoch) == [1, 2, 3, 4])
        #expect(run.reports.map(\.isBest) == [true, false, false, false])
        #expect(run.best.count == 1)
        #expect(try run.best.last?.file.encoded() == run.bytes)
    }

    @Test func whatComesBackAreTheWeightsOfTheBestEpoch() throws {
        var options = quick
        options.schedule = .plateau
        options.epochs = 4
        let run = try Run(options)
        // So few clips are soon all right, and then no epoch is better any more.
        let best = try #require(run.reports.last { $0.isBest })
        #expect(best.epoch < 4)
        #expect(try run.best.last?.file.encoded() == run.bytes)
        // A run that ends with that epoch has the same weights at its end.
        options.epochs = best.epoch
        #expect(
            try Run(options).model.networks.map(\.parameters) == run.model.networks.map(\.parameters))
    }

    @Test func aRunThatGoesOnFromACheckpointEndsInTheSameModel() throws {
        let folder = try CorpusFolder()
        let whole = try Run(short).bytes
        // Stopped in the first epoch, at its end, and in the second; a batch is a call, and an epoch's end.
        for calls in [1, 4, 5, 7, 9] {
            let path = "\(folder.path)/\(calls).checkpoint"
            #expect(throws: TrainingError.self) {
                try Run(short, checkpoint: Checkpoint(path: path, resumes: false), stopAfter: calls)
            }
            let resumed = try Run(short, checkpoint: Checkpoint(path: path, resumes: true))
            #expect(try resumed.bytes == whole, "after \(calls) calls")
        }
        // What was complete already comes back without another epoch.
        let path = "\(folder.path)/done.checkpoint"
        _ = try Run(short, checkpoint: Checkpoint(path: path, resumes: false))
        let again = try Run(short, checkpoint: Checkpoint(path: path, resumes: true))
        #expect(try again.bytes == whole && again.reports.isEmpty)
    }

    @Test func aCheckpointOfAnotherRunOrOfNoRunIsRefused() throws {
        let folder = try CorpusFolder()
        let checkpoint = Checkpoint(path: folder.path + "/run.checkpoint", resumes: true)
        _ = try Run(short, checkpoint: checkpoint)
        var other = short
        other.seed = 2
        let error = #expect(throws: TrainingError.self) { try Run(other, checkpoint: checkpoint) }
        #expect(error?.description.contains("training.seed was 1, now it is 2") == true)
        let bytes = try SafetensorsFile.contents(ofFile: checkpoint.path)
        for count in [0, 7, 500, bytes.count - 1] {
            try folder.write(Array(bytes[..<count]), to: "run.checkpoint")
            #expect(throws: TrainingError.self, "\(count) bytes") { try Run(short, checkpoint: checkpoint) }
        }
    }

    @Test func aRunCanStartFromAModel() throws {
        let first = try Run(short)
        var options = short
        options.learningRate = 1e-9
        options.averaging = 0
        options.epochs = 1
        let tuned = try Run(options, initial: first.model)
        // A step of nothing leaves the weights, and the normaliser is the model's own.
        #expect(tuned.model.networks.map(\.parameters) == first.model.networks.map(\.parameters))
        #expect(tuned.model.normalizerMean == first.model.normalizerMean)
        options.learningRate = 1e-2
        let changed = try Run(options, initial: first.model).model
        #expect(changed.networks[0].parameters != first.model.networks[0].parameters)
    }

    @Test func aLossThatIsNotANumberEndsTheRun() {
        var options = quick
        options.learningRate = .infinity
        #expect(throws: TrainingError.self) { try Run(options) }
    }
}
