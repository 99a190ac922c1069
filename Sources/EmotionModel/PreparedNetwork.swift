/// A network whose weights are laid out for the kernels: what serving runs.
///
/// Immutable, so any number of streams may share it.
public final class PreparedNetwork: Sendable {
    /// The shape.
    public let options: NetworkOptions
    let convolutions: [PreparedConvolution]
    let lstm: PreparedLSTM
    let attention: PreparedAttention?
    let dense: [PreparedDense]

    /// Lays out the weights of `network`.
    public init(_ network: EmotionNetwork) {
        options = network.options
        convolutions = network.convolutions.map { PreparedConvolution($0, of: network) }
        lstm = PreparedLSTM(network.lstm, of: network)
        attention = network.attention.map { PreparedAttention($0, of: network) }
        dense = network.dense.map { PreparedDense($0, of: network) }
    }

    /// One step; allocates nothing.
    ///
    /// `input` is `[inputSize]`; the logits are in `state` afterwards.
    public func step(_ input: [Float], state: inout NetworkState) {
        precondition(input.count == options.inputSize)
        state.input.replace(at: 0, with: input, from: 0, count: input.count)
        for index in convolutions.indices {
            convolutions[index].step(
                state.input(of: index), state: &state.convolutions[index], &state.scratch)
        }
        lstm.step(state.input(of: convolutions.count), state: &state.lstm, &state.scratch)
        gatherHeadInput(&state)
        for index in dense.indices {
            dense[index].apply(to: state.front, into: &state.back, &state.scratch)
            swap(&state.front, &state.back)
        }
        for index in state.logits.indices { state.logits[index] = state.front[index] }
    }

    /// Every matrix, in the order of a step.
    var matrices: [PackedMatrix] {
        convolutions.map(\.matrix) + [lstm.input, lstm.recurrent] + dense.map(\.matrix)
    }

    /// front = h_t, or h_t beside the pooled state.
    func gatherHeadInput(_ state: inout NetworkState) {
        let size = options.hiddenSize
        state.front.replace(at: 0, with: state.lstm.hidden, from: 0, count: size)
        attention?.step(state.lstm.hidden, state: &state.attention, into: &state.front, at: size)
    }
}

extension NetworkState {
    /// What layer `index`, counted from the first convolution on, reads.
    func input(of index: Int) -> [Float] { index == 0 ? input : convolutions[index - 1].output }
}
