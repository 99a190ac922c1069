public import EmotionModel
public import SpeechFeatures

/// Everything that a model file holds: features, normaliser, network, decision parameters, labels.
public struct SpeechEmotionModel: Sendable {
    /// The most networks that a model may hold.
    public static let mostNetworks = 16

    /// The emotions, in the order of the network's outputs.
    public let labels: [String]
    /// The front end.
    public let features: FeatureOptions
    /// The normaliser's prior mean, `[cepstrumCount]`.
    public let normalizerMean: [Float]
    /// The normaliser's inverse deviation, `[cepstrumCount]`.
    public let normalizerInverseDeviation: [Float]
    /// The networks whose posteriors are averaged; one at least.
    public var networks: [EmotionNetwork]
    /// From posteriors to labels.
    public var decision: DecisionOptions
    /// What else the trainer wrote down: the recipe and the training manifest's SHA-256.
    public var provenance: [String: String]
    /// How neutral speech of people it was not trained on is heard, which a speaker's own is measured against; nil for a
    /// model of which nobody has measured it.
    public var neutralReference: NeutralBaseline?
    /// What samples are multiplied by before the features; 1 but for ``adapted(to:)``, and in no file.
    public internal(set) var gain: Float = 1
    /// What is added to each log posterior, `[labels]`; empty for nothing but for ``adapted(to:)``, and in no file.
    public internal(set) var labelBias: [Float] = []
    /// How the networks' weights are stored; a model read from a file remembers it.
    public var elementType = SafetensorsFile.ElementType.float32
    /// SHA-256 of the file, in hexadecimal; empty for a model that comes from no file.
    public internal(set) var sha256 = ""

    /// A model in memory.
    ///
    /// - Parameters:
    ///   - labels: one to eight names.
    ///   - features: the front end; its `stepVectorSize` is the network's input size.
    ///   - normalizerMean: `[cepstrumCount]`.
    ///   - normalizerInverseDeviation: `[cepstrumCount]`.
    ///   - networks: at most ``mostNetworks``, each with an output for every label.
    ///   - decision: from posteriors to labels.
    ///   - provenance: keys that begin with `training.`.
    public init(
        labels: [String], features: FeatureOptions, normalizerMean: [Float],
        normalizerInverseDeviation: [Float], networks: [EmotionNetwork],
        decision: DecisionOptions = DecisionOptions(), provenance: [String: String] = [:]
    ) {
        precondition((1...Posterior.capacity).contains(labels.count))
        precondition((1...Self.mostNetworks).contains(networks.count))
        precondition(networks.allSatisfy { $0.options.labelCount == labels.count })
        precondition(networks.allSatisfy { $0.options.inputSize == features.stepVectorSize })
        precondition(normalizerMean.count == features.cepstrumCount)
        precondition(normalizerInverseDeviation.count == features.cepstrumCount)
        self.labels = labels
        self.features = features
        self.normalizerMean = normalizerMean
        self.normalizerInverseDeviation = normalizerInverseDeviation
        self.networks = networks
        self.decision = decision
        self.provenance = provenance
    }

    /// Lays out the networks' weights for serving now; otherwise the first recogniser does.
    public func prepare() {
        for network in networks { _ = network.prepared }
    }

    /// The normaliser at the beginning of an utterance.
    public var normalizer: CepstralNormalizer {
        CepstralNormalizer(
            mean: normalizerMean, inverseDeviation: normalizerInverseDeviation,
            priorFrames: features.normalizerPriorFrames, relativeLevelBands: features.relativeLevelBands)
    }

    /// The assembler of an utterance's steps, with this model's normaliser.
    public func makeStepAssembler() -> StepAssembler {
        StepAssembler(options: features, normalizer: normalizer)
    }
}
