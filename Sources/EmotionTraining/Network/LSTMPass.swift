internal import CKernels
internal import EmotionModel

/// Forward and backward through an LSTM over packed sequences, states beginning at zero.
///
/// The input projection of all steps is one product, the recurrent one is a product per step over the
/// sequences still going with weights laid out once, and the weight gradients are one product each
/// (Appleyard et al. 2016).
struct LSTMPass: ~Copyable {
    private let layer: LSTMLayer
    /// Activations of i, f, g, o after `forward`; gradients of their pre-activations after `backward`.
    private var gates: RowBuffer
    private var c: RowBuffer
    private var tanhC: RowBuffer
    private var previousC: RowBuffer
    private var previousH: RowBuffer
    private var bias: [Float]
    private var recurrent: RecurrentProduct
    /// Hidden states, `[rows][hiddenSize]`.
    private(set) var h: RowBuffer
    /// Gradient of the hidden states; filled by the layers above, changed by `backward`.
    var dh: RowBuffer
    private var dc: RowBuffer

    init(layer: LSTMLayer) {
        self.layer = layer
        let hidden = layer.hiddenSize
        gates = RowBuffer(columns: 4 * hidden)
        c = RowBuffer(columns: hidden)
        tanhC = RowBuffer(columns: hidden)
        previousC = RowBuffer(columns: hidden)
        previousH = RowBuffer(columns: hidden)
        h = RowBuffer(columns: hidden)
        dh = RowBuffer(columns: hidden)
        dc = RowBuffer(columns: hidden)
        bias = Array(repeating: 0, count: 4 * hidden)
        recurrent = RecurrentProduct(hiddenSize: hidden)
    }

    private mutating func reserve(_ packed: PackedSequences) {
        gates.reserve(rows: packed.rowCount)
        c.reserve(rows: packed.rowCount)
        tanhC.reserve(rows: packed.rowCount)
        previousC.reserve(rows: packed.rowCount)
        previousH.reserve(rows: packed.rowCount)
        h.reserve(rows: packed.rowCount)
        dh.reserve(rows: packed.rowCount)
        dc.reserve(rows: packed.count)
    }

    /// Fills `h` for `input`, `[rows][inputSize]`.
    @unsafe mutating func forward(
        _ packed: PackedSequences, input: UnsafePointer<Float>, parameters p: UnsafePointer<Float>
    ) {
        reserve(packed)
        let (hidden, width) = (layer.hiddenSize, 4 * layer.hiddenSize)
        for index in 0..<width { unsafe bias[index] = p[layer.biasIH + index] + p[layer.biasHH + index] }
        for row in 0..<packed.rowCount { unsafe gates.row(row).update(from: bias, count: width) }
        unsafe MatrixProduct.forward(
            x: input, w: p + layer.weightIH, y: gates.row(0), rows: packed.rowCount, inputs: layer.inputSize,
            outputs: width, beta: 1)
        unsafe recurrent.layOut(p + layer.weightHH, .forward)
        for step in 0..<packed.stepCount {
            let (first, active) = (packed.offsets[step], packed.active[step])
            unsafe carryState(into: step, packed)
            if step > 0 {
                unsafe recurrent.add(previousH.row(first), to: gates.row(first), rows: active)
            }
            for row in first..<first + active {
                unsafe ck_lstm_forward(
                    gates.row(row), previousC.row(row), c.row(row), tanhC.row(row), h.row(row), hidden)
            }
        }
    }

    /// Copies the state after the step before to where step `step` reads it; zeros at the beginning.
    @unsafe private mutating func carryState(into step: Int, _ packed: PackedSequences) {
        let (first, count) = (packed.offsets[step], packed.active[step] * layer.hiddenSize)
        if step == 0 {
            unsafe previousC.row(0).update(repeating: 0, count: count)
            unsafe previousH.row(0).update(repeating: 0, count: count)
        } else {
            unsafe previousC.row(first).update(from: c.row(packed.offsets[step - 1]), count: count)
            unsafe previousH.row(first).update(from: h.row(packed.offsets[step - 1]), count: count)
        }
    }

    /// From `dh` to the gradients of the parameters, and of the input where `inputGradient` is given.
    @unsafe mutating func backward(
        _ packed: PackedSequences, input: UnsafePointer<Float>, parameters p: UnsafePointer<Float>,
        gradient g: UnsafeMutablePointer<Float>, inputGradient: UnsafeMutablePointer<Float>? = nil
    ) {
        let (hidden, width, rows) = (layer.hiddenSize, 4 * layer.hiddenSize, packed.rowCount)
        dc.clear(rows: packed.count)
        unsafe recurrent.layOut(p + layer.weightHH, .backward)
        for step in stride(from: packed.stepCount - 1, through: 0, by: -1) {
            let (first, active) = (packed.offsets[step], packed.active[step])
            for index in 0..<active {
                let row = first + index
                unsafe ck_lstm_backward(
                    gates.row(row), previousC.row(row), tanhC.row(row), dh.row(row), dc.row(index), hidden)
            }
            guard step > 0 else { continue }
            unsafe recurrent.add(gates.row(first), to: dh.row(packed.offsets[step - 1]), rows: active)
        }
        unsafe MatrixProduct.weightGradient(
            dy: gates.row(0), x: input, dw: g + layer.weightIH, rows: rows, inputs: layer.inputSize,
            outputs: width)
        unsafe MatrixProduct.weightGradient(
            dy: gates.row(0), x: previousH.row(0), dw: g + layer.weightHH, rows: rows, inputs: hidden,
            outputs: width)
        unsafe MatrixProduct.biasGradient(dy: gates.row(0), db: g + layer.biasIH, rows: rows, outputs: width)
        unsafe (g + layer.biasHH).update(from: g + layer.biasIH, count: width)
        guard let inputGradient = unsafe inputGradient else { return }
        unsafe MatrixProduct.inputGradient(
            dy: gates.row(0), w: p + layer.weightIH, dx: inputGradient, rows: rows,
            inputs: layer.inputSize, outputs: width, beta: 0)
    }
}
