/// What a causal convolution remembers: the inputs that it still looks back at.
public struct ConvolutionState: Sendable {
    /// The last 2·dilation + 1 inputs, `[2 · dilation + 1][inputSize]`, newest in slot `newest`.
    var history: [Float]
    var newest = 0
    /// The inputs of a step side by side, oldest first, `[3][inputSize]`.
    var gathered: [Float]
    /// The layer's output, `[outputSize]`.
    var output: [Float]

    init(inputSize: Int, outputSize: Int, dilation: Int) {
        history = Array(repeating: 0, count: (2 * dilation + 1) * inputSize)
        gathered = NetworkState.zeros(ConvolutionLayer.width * inputSize)
        output = NetworkState.zeros(outputSize)
    }

    /// Forgets everything: before the first step there were zeros.
    mutating func reset() {
        for index in history.indices { history[index] = 0 }
        newest = 0
    }

    /// Takes the next input, `[layer.inputSize]` or longer, and lays the layer's taps side by side.
    mutating func gather(_ input: [Float], for layer: ConvolutionLayer) {
        let (size, slots) = (layer.inputSize, 2 * layer.dilation + 1)
        precondition(input.count >= size && history.count == slots * size)
        newest = (newest + 1) % slots
        history.replace(at: newest * size, with: input, from: 0, count: size)
        for tap in 0..<ConvolutionLayer.width {
            let slot = (newest + slots - (ConvolutionLayer.width - 1 - tap) * layer.dilation) % slots
            gathered.replace(at: tap * size, with: history, from: slot * size, count: size)
        }
    }
}

extension [Float] {
    /// Copies `count` values of `source` from `start` on over those from `offset` on.
    mutating func replace(at offset: Int, with source: [Float], from start: Int, count: Int) {
        precondition(offset >= 0 && start >= 0 && count >= 0)
        precondition(offset + count <= self.count && start + count <= source.count)
        unsafe withUnsafeMutableBufferPointer { target in
            unsafe source.withUnsafeBufferPointer { source in
                // SAFETY: both ranges were checked above; the arrays are two, or copies of one.
                guard let to = target.baseAddress, let from = source.baseAddress else { return }
                unsafe (to + offset).update(from: from + start, count: count)
            }
        }
    }
}

/// A causal convolution over steps, y_t = ReLU(norm(b + Σ_k W[k]·x_{t−(2−k)·dilation})).
///
/// Where input and output have the same size the input is added (a residual block, He et al. 2016). Names and
/// layout are `torch.nn.Conv1d`'s; the past before the first step is zero.
public struct ConvolutionLayer: Sendable, Equatable {
    /// Steps that the kernel spans.
    public static let width = 3

    /// Values in.
    public let inputSize: Int
    /// Values out.
    public let outputSize: Int
    /// Steps from one tap to the next.
    public let dilation: Int
    /// Offset of `weight`, `[outputSize][inputSize][3]`.
    public let weight: Int
    /// Offset of `bias`, `[outputSize]`.
    public let bias: Int
    /// What stands between the sum and the rectifier.
    public let normalization: LayerNormalization

    /// Whether the input is added to the output.
    public var isResidual: Bool { inputSize == outputSize }

    init(_ index: Int, inputSize: Int, outputSize: Int, dilation: Int, layout: inout ParameterLayout) {
        self.inputSize = inputSize
        self.outputSize = outputSize
        self.dilation = dilation
        weight = layout.add("conv\(index).weight", [outputSize, inputSize, Self.width])
        bias = layout.add("conv\(index).bias", [outputSize])
        normalization = LayerNormalization("norm\(index)", size: outputSize, layout: &layout)
    }
}
