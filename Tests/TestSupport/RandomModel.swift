public import EmotionModel
public import EmotionRecognition
public import SpeechFeatures

/// A small stream of reproducible numbers for tests: SplitMix64.
public struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    /// A stream that depends on `seed` alone.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A float in −1..<1.
    public mutating func signed() -> Float { Float(next() >> 40) * 0x1p-23 - 1 }
}

/// An untrained model with random weights: real in every part, right in none.
public func randomModel(
    seed: UInt64 = 1, features: FeatureOptions = FeatureOptions(),
    options: NetworkOptions? = nil, networks count: Int = 1, decision: DecisionOptions = DecisionOptions()
) -> SpeechEmotionModel {
    var random = TestRandom(seed: seed)
    let options =
        options
        ?? NetworkOptions(
            inputSize: features.stepVectorSize, hiddenSize: 32, pooling: .attention, denseSizes: [16],
            labelCount: 6)
    let networks = (0..<count).map { _ in
        var network = EmotionNetwork(options: options)
        network.parameters = network.parameters.map { _ in 0.15 * random.signed() }
        return network
    }
    return SpeechEmotionModel(
        labels: ["angry", "disgust", "fear", "happy", "neutral", "sad"], features: features,
        normalizerMean: Array(repeating: 0, count: features.cepstrumCount),
        normalizerInverseDeviation: Array(repeating: 0.3, count: features.cepstrumCount), networks: networks,
        decision: decision)
}
