/// What a network remembers between the steps of an utterance, with the scratch that a step needs.
public struct NetworkState: Sendable {
    /// The convolutions' states.
    var convolutions: [ConvolutionState]
    /// What the LSTM reads, `[lstmInputSize]`.
    var lstmInput: [Float]
    /// The recurrent layer's state.
    public internal(set) var lstm: LSTMState
    /// The pooling's state.
    public internal(set) var attention: AttentionState
    /// Unnormalised scores of the last step, `[outputCount]`.
    public internal(set) var logits: [Float]
    /// What the dense layers read and write, by turns; `[widest layer]` each.
    var front: [Float]
    var back: [Float]

    /// The state before an utterance's first step.
    public init(options: NetworkOptions) {
        convolutions = options.dilations.indices.map { index in
            ConvolutionState(
                inputSize: index == 0 ? options.inputSize : options.convolutionChannels,
                outputSize: options.convolutionChannels, dilation: options.dilations[index])
        }
        lstmInput = Array(repeating: 0, count: options.lstmInputSize)
        let widest = max(options.headInputSize, options.denseSizes.max() ?? 0, options.outputCount)
        lstm = LSTMState(hiddenSize: options.hiddenSize)
        attention = AttentionState(size: options.pooling == .attention ? options.hiddenSize : 0)
        logits = Array(repeating: 0, count: options.outputCount)
        front = Array(repeating: 0, count: widest)
        back = front
    }

    /// Forgets the utterance.
    public mutating func reset() {
        for index in convolutions.indices { convolutions[index].reset() }
        lstm.reset()
        attention.reset()
    }
}

/// Convolutions → LSTM → pooling → dense layers → logits, one step at a time.
public struct EmotionNetwork: Sendable {
    /// The shape.
    public let options: NetworkOptions
    /// Where each tensor lies in `parameters`.
    public let layout: ParameterLayout
    /// Every weight, `[layout.count]`.
    public var parameters: [Float]

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
        BLAS.prepare()
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

    /// One step; allocates nothing.
    ///
    /// `input` is `[inputSize]`; the logits are in `state` afterwards.
    public func step(_ input: [Float], state: inout NetworkState) {
        if convolutions.isEmpty {
            lstm.step(input, parameters: parameters, state: &state.lstm)
        } else {
            convolve(input, &state)
            lstm.step(state.lstmInput, parameters: parameters, state: &state.lstm)
        }
        gatherHeadInput(&state)
        for index in dense.indices {
            dense[index].apply(to: state.front, parameters: parameters, into: &state.back)
            swap(&state.front, &state.back)
        }
        for index in state.logits.indices { state.logits[index] = state.front[index] }
    }

    /// lstmInput = the last convolution's output.
    private func convolve(_ input: [Float], _ state: inout NetworkState) {
        for index in convolutions.indices {
            let layer = convolutions[index]
            if index == 0 {
                layer.step(input, parameters: parameters, state: &state.convolutions[0])
            } else {
                layer.step(state.lstmInput, parameters: parameters, state: &state.convolutions[index])
            }
            for position in 0..<layer.outputSize {
                state.lstmInput[position] = state.convolutions[index].output[position]
            }
        }
    }

    /// front = h_t, or h_t beside the pooled state.
    private func gatherHeadInput(_ state: inout NetworkState) {
        for index in 0..<options.hiddenSize { state.front[index] = state.lstm.h[index] }
        attention?.step(
            state.lstm.h, parameters: parameters, state: &state.attention, into: &state.front,
            at: options.hiddenSize)
    }
}
