/// What a network remembers between the steps of an utterance, with the scratch that a step needs.
public struct NetworkState: Sendable {
    /// The recurrent layer's state.
    public internal(set) var lstm: LSTMState
    /// The pooling's state.
    public internal(set) var attention: AttentionState
    /// Unnormalised scores of the last step, `[labelCount]`.
    public internal(set) var logits: [Float]
    /// What the dense layers read and write, by turns; `[widest layer]` each.
    var front: [Float]
    var back: [Float]

    /// The state before an utterance's first step.
    public init(options: NetworkOptions) {
        let widest = max(options.headInputSize, options.denseSizes.max() ?? 0, options.labelCount)
        lstm = LSTMState(hiddenSize: options.hiddenSize)
        attention = AttentionState(size: options.pooling == .attention ? options.hiddenSize : 0)
        logits = Array(repeating: 0, count: options.labelCount)
        front = Array(repeating: 0, count: widest)
        back = front
    }

    /// Forgets the utterance.
    public mutating func reset() {
        lstm.reset()
        attention.reset()
    }
}

/// LSTM → pooling → dense layers → logits, one step at a time.
public struct EmotionNetwork: Sendable {
    /// The shape.
    public let options: NetworkOptions
    /// Where each tensor lies in `parameters`.
    public let layout: ParameterLayout
    /// Every weight, `[layout.count]`.
    public var parameters: [Float]

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
        lstm = LSTMLayer(
            "lstm", inputSize: options.inputSize, hiddenSize: options.hiddenSize, layout: &layout)
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
                "output", inputSize: width, outputSize: options.labelCount, rectified: false, layout: &layout)
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
        lstm.step(input, parameters: parameters, state: &state.lstm)
        gatherHeadInput(&state)
        for index in dense.indices {
            dense[index].apply(to: state.front, parameters: parameters, into: &state.back)
            swap(&state.front, &state.back)
        }
        for index in state.logits.indices { state.logits[index] = state.front[index] }
    }

    /// front = h_t, or h_t beside the pooled state.
    private func gatherHeadInput(_ state: inout NetworkState) {
        for index in 0..<options.hiddenSize { state.front[index] = state.lstm.h[index] }
        attention?.step(
            state.lstm.h, parameters: parameters, state: &state.attention, into: &state.front,
            at: options.hiddenSize)
    }
}
