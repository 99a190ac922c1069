/// What a network remembers between the steps of an utterance, with the scratch that a step needs.
public struct NetworkState: Sendable {
    /// The network's input, with zeros behind it.
    var input: [Float]
    /// The convolutions' states.
    var convolutions: [ConvolutionState]
    /// The recurrent layer's state.
    public internal(set) var lstm: LSTMState
    /// The pooling's state.
    public internal(set) var attention: AttentionState
    /// Unnormalised scores of the last step, `[outputCount]`.
    public internal(set) var logits: [Float]
    /// What the dense layers read and write, by turns; `[widest layer]` each.
    var front: [Float]
    var back: [Float]
    /// For vectors that are rounded to 16 bits, `[longest vector]`.
    var scratch: [Int16]

    /// The state before an utterance's first step.
    public init(options: NetworkOptions) {
        input = Self.zeros(options.inputSize)
        convolutions = options.dilations.indices.map { index in
            ConvolutionState(
                inputSize: index == 0 ? options.inputSize : options.convolutionChannels,
                outputSize: options.convolutionChannels, dilation: options.dilations[index])
        }
        lstm = LSTMState(hiddenSize: options.hiddenSize)
        attention = AttentionState(size: options.pooling == .attention ? options.hiddenSize : 0)
        logits = Array(repeating: 0, count: options.outputCount)
        let widest = max(options.headInputSize, options.denseSizes.max() ?? 0, options.outputCount)
        front = Self.zeros(widest)
        back = front
        let longest = max(options.inputSize, options.convolutionChannels) * ConvolutionLayer.width
        scratch = Array(repeating: 0, count: max(longest, widest, options.hiddenSize) + 2)
    }

    /// Forgets the utterance.
    public mutating func reset() {
        for index in convolutions.indices { convolutions[index].reset() }
        lstm.reset()
        attention.reset()
    }

    /// Zeros, at least `count` of them and one more: what the kernels may write or read.
    static func zeros(_ count: Int) -> [Float] {
        Array(repeating: 0, count: (count / PackedMatrix.rowGroup + 1) * PackedMatrix.rowGroup)
    }
}
