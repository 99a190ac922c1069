private import Synchronization

/// Convolutions → LSTM → pooling → dense layers → logits, one step at a time.
public struct EmotionNetwork: Sendable {
    /// The shape.
    public let options: NetworkOptions
    /// Where each tensor lies in `parameters`.
    public let layout: ParameterLayout
    /// Every weight, `[layout.count]`.
    public var parameters: [Float] {
        didSet {
            rowScales = [:]
            forgetPreparation()
        }
    }
    /// What a byte of each row is worth, by tensor; empty for a network that is not quantised.
    ///
    /// Weights are whole multiples of it. To be set after `parameters`, of which every change forgets it.
    public internal(set) var rowScales: [String: [Float]] = [:] {
        didSet { forgetPreparation() }
    }
    private var preparation = Preparation()

    /// The causal convolutions; none in the reference network.
    public let convolutions: [ConvolutionLayer]
    /// The recurrent layer.
    public let lstm: LSTMLayer
    /// Attention over the states so far; nil without pooling.
    public let attention: AttentionPooling?
    /// The dense layers, the last of which gives the logits.
    public let dense: [DenseLayer]

    /// A network of the given shape, all weights zero.
    public init(options: NetworkOptions) {
        var layout = ParameterLayout()
        var convolutions: [ConvolutionLayer] = []
        var size = options.inputSize
        for (index, dilation) in options.dilations.enumerated() {
            convolutions.append(
                ConvolutionLayer(
                    index + 1, inputSize: size, outputSize: options.convolutionChannels,
                    dilation: dilation, layout: &layout))
            size = options.convolutionChannels
        }
        self.convolutions = convolutions
        lstm = LSTMLayer("lstm", inputSize: size, hiddenSize: options.hiddenSize, layout: &layout)
        attention =
            options.pooling == .attention
            ? AttentionPooling("attention", size: options.hiddenSize, layout: &layout) : nil
        var dense: [DenseLayer] = []
        var width = options.headInputSize
        for (index, size) in options.denseSizes.enumerated() {
            dense.append(
                DenseLayer(
                    "dense\(index + 1)", inputSize: width, outputSize: size, rectified: true, layout: &layout)
            )
            width = size
        }
        dense.append(
            DenseLayer(
                "output", inputSize: width, outputSize: options.outputCount, rectified: false, layout: &layout
            )
        )
        self.dense = dense
        self.options = options
        self.layout = layout
        parameters = Array(repeating: 0, count: layout.count)
    }

    /// The network with its weights laid out for the kernels; made once for given `parameters`.
    public var prepared: PreparedNetwork { preparation.network(of: self) }

    /// One step; allocates nothing but at the first.
    ///
    /// `input` is `[inputSize]`; the logits are in `state` afterwards.
    public func step(_ input: [Float], state: inout NetworkState) {
        prepared.step(input, state: &state)
    }

    /// The parameters have changed: what was prepared before belongs to copies of the old ones.
    private mutating func forgetPreparation() {
        if !isKnownUniquelyReferenced(&preparation) || !preparation.isEmpty { preparation = Preparation() }
    }
}

/// Holds a network's prepared form from the first time that it is asked for.
private final class Preparation: Sendable {
    private let prepared = AtomicLazyReference<PreparedNetwork>()

    var isEmpty: Bool { prepared.load() == nil }

    /// What was prepared, by whichever thread came first.
    func network(of network: EmotionNetwork) -> PreparedNetwork {
        prepared.load() ?? prepared.storeIfNil(PreparedNetwork(network))
    }
}
