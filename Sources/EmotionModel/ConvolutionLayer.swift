/// What a causal convolution remembers: the inputs that it still looks back at.
public struct ConvolutionState: Sendable {
    /// The last 2·dilation + 1 inputs, `[2 · dilation + 1][inputSize]`, newest in slot `newest`.
    var history: [Float]
    var newest = 0
    /// The inputs of a step side by side, `[inputSize][3]`.
    var gathered: [Float]
    /// The layer's output, `[outputSize]`.
    var output: [Float]

    init(inputSize: Int, outputSize: Int, dilation: Int) {
        history = Array(repeating: 0, count: (2 * dilation + 1) * inputSize)
        gathered = Array(repeating: 0, count: ConvolutionLayer.width * inputSize)
        output = Array(repeating: 0, count: outputSize)
    }

    /// Forgets everything: before the first step there were zeros.
    mutating func reset() {
        for index in history.indices { history[index] = 0 }
        newest = 0
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

    /// One step; allocates nothing.
    ///
    /// - Parameters:
    ///   - input: `[inputSize]`.
    ///   - parameters: the network's flat parameters.
    ///   - state: moves on by the step and holds the output afterwards.
    func step(_ input: [Float], parameters: [Float], state: inout ConvolutionState) {
        precondition(input.count == inputSize)
        let slots = 2 * dilation + 1
        state.newest = (state.newest + 1) % slots
        for index in 0..<inputSize { state.history[state.newest * inputSize + index] = input[index] }
        for tap in 0..<Self.width {
            let slot = (state.newest + slots - (Self.width - 1 - tap) * dilation) % slots
            for index in 0..<inputSize {
                state.gathered[index * Self.width + tap] = state.history[slot * inputSize + index]
            }
        }
        for index in 0..<outputSize { state.output[index] = parameters[bias + index] }
        unsafe parameters.withUnsafeBufferPointer { p in
            // SAFETY: [outputSize][inputSize · 3] at the layout's offset.
            unsafe BLAS.accumulate(
                p.baseAddress! + weight, state.gathered, into: &state.output, rows: outputSize,
                columns: inputSize * Self.width)
        }
        normalization.apply(to: &state.output, parameters: parameters)
        for index in 0..<outputSize {
            state.output[index] = max(state.output[index], 0) + (isResidual ? input[index] : 0)
        }
    }
}
