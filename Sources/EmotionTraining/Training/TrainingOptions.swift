public import EmotionModel
public import EmotionRecognition
public import SpeechFeatures

/// Which networks to train.
public enum NetworkKind: String, Sendable, CaseIterable {
    /// Convolutional and plain networks by turns: they err on different voices.
    case standard = "default"
    /// Two causal convolutions, LSTM 128 over 40 ms steps, attention over its states.
    case convolutional
    /// The same without the convolutions.
    case plain
    /// LSTM 256 over 10 ms steps, dense 128 and 64.
    case reference

    /// The front end that goes with the network.
    public var features: FeatureOptions { self == .reference ? .reference : FeatureOptions() }

    /// The shape of network `member`.
    public func options(member: Int, labelCount: Int) -> NetworkOptions {
        let inputSize = features.stepVectorSize
        return switch self {
        case .standard:
            member % 2 == 0
                ? .convolutional(inputSize: inputSize, labelCount: labelCount)
                : .plain(inputSize: inputSize, labelCount: labelCount)
        case .convolutional: .convolutional(inputSize: inputSize, labelCount: labelCount)
        case .plain: .plain(inputSize: inputSize, labelCount: labelCount)
        case .reference: .reference(inputSize: inputSize, labelCount: labelCount)
        }
    }
}

/// A whole training recipe; printed into the model file.
public struct TrainingOptions: Sendable, Equatable {
    /// How the learning rate goes.
    public enum Schedule: String, Sendable, CaseIterable {
        /// Up for a tenth of the epochs, then down a cosine to nothing (Smith 2018).
        case oneCycle = "one-cycle"
        /// Halved when dev has not improved for four epochs.
        case plateau
    }

    /// Which network.
    public var network = NetworkKind.standard
    /// Where everything random comes from.
    public var seed: UInt64 = 1
    /// Passes over the data, at most.
    public var epochs = 36
    /// Epochs without improvement on dev before training stops.
    public var patience = 15
    /// Passes of each network over an epoch's augmented clips, their frames augmented afresh for each.
    public var passes = 2
    /// Networks trained side by side, whose posteriors are averaged.
    public var members = 4
    /// Whether the level is told against the utterance's own power: no gain changes what the networks see.
    public var relativeLevel = false
    /// Share of them, rounded down, that never sees pitch.
    public var pitchlessShare: Float = 0.5
    /// Clips of recorded noise for each clip of speech; 0 also leaves out the network's output for noise.
    public var noiseClipShare: Float = 0.08
    /// How the model file stores weights.
    public var elementType = SafetensorsFile.ElementType.float16
    /// Utterances in a mini-batch.
    public var batchSize = 64
    /// Largest learning rate.
    public var learningRate: Float = 2.5e-3
    /// How it goes.
    public var schedule = Schedule.oneCycle
    /// Decoupled weight decay per unit of learning rate.
    public var weightDecay: Float = 0.01
    /// Largest norm of a gradient.
    public var clipNorm: Float = 5
    /// Share of values dropped behind the LSTM and the dense layers.
    public var dropout: Float = 0.25
    /// Probability spread over the wrong labels too.
    public var labelSmoothing: Float = 0.1
    /// Decay of the averaged weights, per batch; 0 turns averaging off.
    public var averaging: Float = 0.998
    /// How far corpora and emotions are balanced, 0–1.
    public var balance: Float = 0.5
    /// How steps count towards the loss.
    public var weighting = StepWeighting(utteranceShare: 0.5, lastShare: 0.3, fromStep: 4)
    /// How training clips are augmented.
    public var augmentation = AugmentationPart.shipped
    /// Threads; part of what makes a run repeatable.
    public var threads = 2
    /// Where labels come from in a stream: chosen on the development speakers for few changes of label and
    /// much of the speech labelled.
    public var decision: DecisionOptions = {
        var decision = DecisionOptions()
        decision.smoothingSeconds = 1.5
        decision.decideAfterSeconds = 0.3
        decision.switchMargin = 0.05
        decision.switchSeconds = 0.16
        return decision
    }()

    /// The default network's recipe.
    public init() {}

    /// The recipe for a kind of network.
    public init(network: NetworkKind) {
        self.network = network
        guard network == .reference else { return }
        epochs = 500
        schedule = .plateau
        dropout = 0.2
        weightDecay = 0
        weighting.fromStep = 16
        patience = 20
        learningRate = 1e-3
        passes = 1
        members = 1
        pitchlessShare = 0
        noiseClipShare = 0
        elementType = .float32
    }

    /// The front end of the networks.
    public var features: FeatureOptions {
        var features = network.features
        features.relativeLevel = relativeLevel
        return features
    }

    /// Whether clips of noise are shown, and the networks have an output for them.
    var hasNoiseClips: Bool { noiseClipShare > 0 && augmentation.contains(.noiseClips) }

    /// The networks' shapes.
    public func shapes(labelCount: Int) -> [NetworkOptions] {
        (0..<members).map { member in
            var shape = network.options(member: member, labelCount: labelCount)
            shape.hasNoiseOutput = hasNoiseClips
            return shape
        }
    }

    /// The recipe as strings, the way a model file's metadata keeps it.
    var metadata: [String: String] {
        [
            "training.network": network.rawValue, "training.seed": "\(seed)",
            "training.epochs": "\(epochs)", "training.patience": "\(patience)",
            "training.passes": "\(passes)", "training.pitchless_share": "\(pitchlessShare)",
            "training.noise_clip_share": "\(noiseClipShare)",
            "training.batch": "\(batchSize)",
            "training.learning_rate": "\(learningRate)",
            "training.schedule": schedule.rawValue, "training.weight_decay": "\(weightDecay)",
            "training.clip_norm": "\(clipNorm)", "training.dropout": "\(dropout)",
            "training.label_smoothing": "\(labelSmoothing)", "training.averaging": "\(averaging)",
            "training.balance": "\(balance)",
            "training.augmentation": augmentation.map(\.rawValue).sorted().joined(separator: ","),
            "training.utterance_share": "\(weighting.utteranceShare)",
            "training.last_share": "\(weighting.lastShare)", "training.from_step": "\(weighting.fromStep)",
            "training.threads": "\(threads)", "training.relative_level": "\(relativeLevel)",
        ]
    }
}
