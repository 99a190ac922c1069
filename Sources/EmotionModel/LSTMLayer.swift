/// What an LSTM remembers between steps.
public struct LSTMState: Sendable {
    private let hiddenSize: Int
    /// Hidden state, with zeros behind it.
    var hidden: [Float]
    /// Hidden state of the step in progress.
    var nextHidden: [Float]
    /// Cell state, with zeros behind it.
    var cell: [Float]
    /// Pre-activations of the gates as far as the input goes, in the order of ``PreparedLSTM``.
    var gates: [Float]

    /// Hidden state, `[hiddenSize]`.
    public var h: [Float] { Array(hidden.prefix(hiddenSize)) }
    /// Cell state, `[hiddenSize]`.
    public var c: [Float] { Array(cell.prefix(hiddenSize)) }

    /// Euclidean norm of the cell state; the hidden state cannot leave ±1, this one could.
    public var cellNorm: Float {
        var sum: Float = 0
        for index in 0..<hiddenSize { sum += cell[index] * cell[index] }
        return sum.squareRoot()
    }

    init(hiddenSize: Int) {
        self.hiddenSize = hiddenSize
        hidden = NetworkState.zeros(hiddenSize)
        nextHidden = hidden
        cell = hidden
        gates = Array(repeating: 0, count: 4 * hidden.count)
    }

    /// Forgets everything.
    public mutating func reset() {
        for index in hidden.indices {
            hidden[index] = 0
            cell[index] = 0
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
}
