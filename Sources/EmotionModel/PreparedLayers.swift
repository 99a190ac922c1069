internal import CKernels

/// A ``ConvolutionLayer`` ready for the kernels: its taps lie one behind the other.
struct PreparedConvolution: Sendable {
    private let layer: ConvolutionLayer
    let matrix: PackedMatrix
    private let scale: [Float]
    private let shift: [Float]

    init(_ layer: ConvolutionLayer, of network: EmotionNetwork) {
        self.layer = layer
        let (rows, size, width) = (layer.outputSize, layer.inputSize, ConvolutionLayer.width)
        var weights = [Float](repeating: 0, count: rows * size * width)
        for row in 0..<rows {
            for position in 0..<size {
                for tap in 0..<width {
                    weights[(row * width + tap) * size + position] =
                        network.parameters[layer.weight + (row * size + position) * width + tap]
                }
            }
        }
        matrix = PackedMatrix(
            weights, bias: network.values(at: layer.bias, rows), scales: network.scales(at: layer.weight))
        scale = network.values(at: layer.normalization.weight, rows)
        shift = network.values(at: layer.normalization.bias, rows)
    }

    /// One step; allocates nothing.
    ///
    /// `input` is at least `[inputSize]`.
    func step(_ input: [Float], state: inout ConvolutionState, _ scratch: inout [Int16]) {
        gather(input, state: &state)
        matrix.apply(to: state.gathered, into: &state.output, scratch: &scratch)
        finish(input, state: &state)
    }

    /// Takes the input and lays the taps side by side for the product.
    func gather(_ input: [Float], state: inout ConvolutionState) { state.gather(input, for: layer) }

    /// Normalises and rectifies the product and adds the input of a residual block.
    func finish(_ input: [Float], state: inout ConvolutionState) {
        precondition(state.output.count >= layer.outputSize && input.count >= layer.inputSize)
        unsafe input.withUnsafeBufferPointer { input in
            // SAFETY: [outputSize] each; the input is of that size where it is added.
            unsafe ck_normalize_rectify(
                &state.output, scale, shift, layer.isResidual ? input.baseAddress : nil,
                LayerNormalization.epsilon, layer.outputSize)
        }
    }
}

/// An ``LSTMLayer`` ready for the kernels: in groups of sixteen units, the rows of i, then f, g and o.
struct PreparedLSTM: Sendable {
    let input: PackedMatrix
    let recurrent: PackedMatrix
    private let units: Int

    init(_ layer: LSTMLayer, of network: EmotionNetwork) {
        let hidden = layer.hiddenSize
        units = (hidden + PackedMatrix.rowGroup - 1) / PackedMatrix.rowGroup * PackedMatrix.rowGroup
        let order = Self.rowOrder(hiddenSize: hidden, units: units)
        func rows(_ values: [Float], width: Int) -> [Float] {
            var ordered = [Float](repeating: 0, count: order.count * width)
            for (place, row) in order.enumerated() {
                guard let row else { continue }
                ordered.replace(at: place * width, with: values, from: row * width, count: width)
            }
            return ordered
        }
        func matrix(_ weights: Int, width: Int, bias: [Float]) -> PackedMatrix {
            PackedMatrix(
                rows(network.values(at: weights, 4 * hidden * width), width: width), bias: bias,
                scales: network.scales(at: weights).map { rows($0, width: 1) })
        }
        let biases = zip(
            network.values(at: layer.biasIH, 4 * hidden), network.values(at: layer.biasHH, 4 * hidden))
        input = matrix(layer.weightIH, width: layer.inputSize, bias: rows(biases.map(+), width: 1))
        // What the input gives takes the place of its bias.
        recurrent = matrix(
            layer.weightHH, width: hidden, bias: Array(repeating: 0, count: order.count))
    }

    /// PyTorch's row at each of ours; nil for one of zeros.
    private static func rowOrder(hiddenSize: Int, units: Int) -> [Int?] {
        let group = PackedMatrix.rowGroup
        return stride(from: 0, to: units, by: group).flatMap { first in
            (0..<4).flatMap { gate in
                (first..<first + group).map { $0 < hiddenSize ? gate * hiddenSize + $0 : nil }
            }
        }
    }

    /// One step; allocates nothing.
    ///
    /// `input` is at least `[inputSize]`.
    func step(_ input: [Float], state: inout LSTMState, _ scratch: inout [Int16]) {
        precondition(
            state.cell.count >= units && state.hidden.count >= units && state.gates.count >= 4 * units)
        self.input.apply(to: input, into: &state.gates, scratch: &scratch)
        unsafe state.gates.withUnsafeBufferPointer { gates in
            // SAFETY: [4 · units] and [units] each, checked above; `nextHidden` is as long as `hidden`.
            unsafe ck_matrix_lstm(
                recurrent.matrix, gates.baseAddress!, &state.cell, &state.nextHidden, state.hidden, &scratch)
        }
        swap(&state.hidden, &state.nextHidden)
    }

    /// The cell's part of a step whose pre-activations are in `gates`, the recurrent part included.
    func finish(_ state: inout LSTMState) {
        precondition(
            state.cell.count >= units && state.hidden.count >= units && state.gates.count >= 4 * units)
        // SAFETY: [4 · units] and [units] each, checked above.
        unsafe ck_lstm_cells(state.gates, &state.cell, &state.hidden, units)
    }
}

/// An ``AttentionPooling`` with its own few parameters.
struct PreparedAttention: Sendable {
    private let pooling: AttentionPooling
    private let parameters: [Float]

    init(_ pooling: AttentionPooling, of network: EmotionNetwork) {
        var layout = ParameterLayout()
        self.pooling = AttentionPooling("attention", size: pooling.size, layout: &layout)
        parameters = network.values(at: pooling.weight, pooling.size) + network.values(at: pooling.bias, 1)
    }

    /// One step; allocates nothing.
    ///
    /// See ``AttentionPooling``.
    func step(_ hidden: [Float], state: inout AttentionState, into pooled: inout [Float], at offset: Int) {
        pooling.step(hidden, parameters: parameters, state: &state, into: &pooled, at: offset)
    }
}

/// A ``DenseLayer`` ready for the kernels.
struct PreparedDense: Sendable {
    let matrix: PackedMatrix
    private let rectified: Bool

    init(_ layer: DenseLayer, of network: EmotionNetwork) {
        rectified = layer.rectified
        matrix = PackedMatrix(
            network.values(at: layer.weight, layer.outputSize * layer.inputSize),
            bias: network.values(at: layer.bias, layer.outputSize), scales: network.scales(at: layer.weight))
    }

    /// One application; allocates nothing.
    func apply(to input: [Float], into output: inout [Float], _ scratch: inout [Int16]) {
        matrix.apply(to: input, into: &output, scratch: &scratch)
        rectify(&output)
    }

    /// The rectifier, where the layer has one.
    func rectify(_ output: inout [Float]) {
        // SAFETY: `output` has at least `rows` values, or the product could not have been written.
        if rectified { unsafe ck_rectify(&output, matrix.rows) }
    }
}

extension EmotionNetwork {
    /// `count` parameters from `offset` on.
    fileprivate func values(at offset: Int, _ count: Int) -> [Float] {
        Array(parameters[offset..<offset + count])
    }

    /// The row scales of the tensor at `offset`; nil where it has none.
    fileprivate func scales(at offset: Int) -> [Float]? {
        guard !rowScales.isEmpty else { return nil }
        return layout.tensors.first { $0.offset == offset }.flatMap { rowScales[$0.name] }
    }
}
