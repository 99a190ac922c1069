internal import CKernels

/// What an LSTM remembers between steps.
public struct LSTMState: Sendable {
    /// Hidden state, `[hiddenSize]`.
    public internal(set) var h: [Float]
    /// Cell state, `[hiddenSize]`.
    public internal(set) var c: [Float]
    /// Scratch for the pre-activations, `[4 · hiddenSize]`.
    var gates: [Float]

    init(hiddenSize: Int) {
        h = Array(repeating: 0, count: hiddenSize)
        c = h
        gates = Array(repeating: 0, count: 4 * hiddenSize)
    }

    /// Forgets everything.
    public mutating func reset() {
        for index in h.indices {
            h[index] = 0
            c[index] = 0
        }
    }
}

/// A long short-term memory.
///
/// Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000:
/// z = W_ih·x + b_ih + W_hh·h + b_hh; i, f, g, o = σ, σ, tanh, σ of z's quarters;
/// c = f·c + i·g; h = o·tanh c. Names, layout and gate order are `torch.nn.LSTM`'s.
public struct LSTMLayer: Sendable, Equatable {
    /// Values in.
    public let inputSize: Int
    /// Values out.
    public let hiddenSize: Int
    /// Offset of `weight_ih_l0`, `[4 · hiddenSize][inputSize]`.
    public let weightIH: Int
    /// Offset of `weight_hh_l0`, `[4 · hiddenSize][hiddenSize]`.
    public let weightHH: Int
    /// Offset of `bias_ih_l0`, `[4 · hiddenSize]`.
    public let biasIH: Int
    /// Offset of `bias_hh_l0`, `[4 · hiddenSize]`.
    public let biasHH: Int

    init(_ name: String, inputSize: Int, hiddenSize: Int, layout: inout ParameterLayout) {
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        weightIH = layout.add("\(name).weight_ih_l0", [4 * hiddenSize, inputSize])
        weightHH = layout.add("\(name).weight_hh_l0", [4 * hiddenSize, hiddenSize])
        biasIH = layout.add("\(name).bias_ih_l0", [4 * hiddenSize])
        biasHH = layout.add("\(name).bias_hh_l0", [4 * hiddenSize])
    }

    /// One step; allocates nothing.
    ///
    /// - Parameters:
    ///   - input: `[inputSize]`.
    ///   - parameters: the network's flat parameters.
    ///   - state: replaced by the state after the step.
    func step(_ input: [Float], parameters: [Float], state: inout LSTMState) {
        precondition(input.count == inputSize && state.h.count == hiddenSize)
        for index in state.gates.indices {
            state.gates[index] = parameters[biasIH + index] + parameters[biasHH + index]
        }
        unsafe parameters.withUnsafeBufferPointer { p in
            // SAFETY: the offsets and shapes are the layout's, whose count `parameters` has.
            let base = p.baseAddress!
            unsafe BLAS.accumulate(
                base + weightIH, input, into: &state.gates, rows: 4 * hiddenSize, columns: inputSize)
            unsafe BLAS.accumulate(
                base + weightHH, state.h, into: &state.gates, rows: 4 * hiddenSize, columns: hiddenSize)
        }
        unsafe ck_lstm_step(&state.gates, &state.c, &state.h, hiddenSize)
    }
}
