internal import CKernels
internal import EmotionModel

/// Forward and backward through an ``EmotionNetwork`` over packed sequences.
///
/// Same parameters, names and arithmetic as the network's single steps; buffers are kept from batch to
/// batch. One thread at a time.
final class NetworkPass {
    private let network: EmotionNetwork
    private let convolutions: [ConvolutionSlot]
    private var lstm: LSTMPass
    private var attention: AttentionPass?
    private var dense: [DenseSlot]
    /// What the first dense layer reads, `[rows][headInputSize]`: state, or state and pooled state.
    private var head: RowBuffer
    private var dHead: RowBuffer

    /// A convolution's pass on the heap, so that an array can hold it.
    private final class ConvolutionSlot {
        var pass: ConvolutionPass
        init(_ layer: ConvolutionLayer) { pass = ConvolutionPass(layer: layer) }
    }

    /// A dense layer's pass on the heap, so that an array can hold it.
    private final class DenseSlot {
        var pass: DensePass
        init(_ layer: DenseLayer) { pass = DensePass(layer: layer) }
    }

    /// Passes through networks of the shape of `network`; its parameters are not used.
    init(shapedLike network: EmotionNetwork) {
        BLAS.prepare()
        self.network = network
        convolutions = network.convolutions.map(ConvolutionSlot.init)
        lstm = LSTMPass(layer: network.lstm)
        attention = network.attention.map { AttentionPass(layer: $0) }
        dense = network.dense.map(DenseSlot.init)
        head = RowBuffer(columns: network.options.headInputSize)
        dHead = RowBuffer(columns: network.options.headInputSize)
    }

    /// Logits of every step, `[rows][labelCount]`, valid until the next call.
    ///
    /// - Parameters:
    ///   - input: `[rows][inputSize]`.
    ///   - parameters: `[layout.count]`.
    ///   - keys: one per sequence, for the dropout.
    @unsafe func forward(
        _ packed: PackedSequences, input: UnsafePointer<Float>, parameters p: UnsafePointer<Float>,
        dropout: Dropout = .none, keys: [UInt64] = []
    ) -> UnsafePointer<Float> {
        let control = ck_flush_denormals()
        defer { ck_restore_denormals(control) }
        let (rows, width) = (packed.rowCount, network.options.headInputSize)
        var lstmInput = unsafe input
        for index in 0..<convolutions.count {
            unsafe convolutions[index].pass.forward(packed, x: lstmInput, parameters: p)
            unsafe lstmInput = UnsafePointer(convolutions[index].pass.y.row(0))
        }
        unsafe lstm.forward(packed, input: lstmInput, parameters: p)
        head.reserve(rows: rows)
        dHead.reserve(rows: rows)
        let hidden = network.options.hiddenSize
        for row in 0..<rows { unsafe head.row(row).update(from: lstm.h.row(row), count: hidden) }
        unsafe attention?.forward(
            packed, h: lstm.h.row(0), parameters: p, output: head.row(0), stride: width, column: hidden)
        unsafe dropout.apply(to: head.row(0), columns: width, packed, keys: keys, layer: 0)
        var x = unsafe UnsafePointer(head.row(0))
        for index in 0..<dense.count {
            let slot = dense[index]
            unsafe slot.pass.forward(x, rows: rows, parameters: p)
            if index < dense.count - 1 {
                unsafe dropout.apply(
                    to: slot.pass.y.row(0), columns: network.dense[index].outputSize, packed, keys: keys,
                    layer: index + 1)
            }
            unsafe x = UnsafePointer(slot.pass.y.row(0))
        }
        return unsafe x
    }

    /// Adds the gradient of the loss to `gradient`, after `forward` with the same arguments.
    ///
    /// - Parameters:
    ///   - loss: given the logits, `[rows][labelCount]`, writes their gradient and returns the loss.
    ///   - inputGradient: where the gradient of the input goes, `[rows][inputSize]`, if it is wanted.
    /// - Returns: what `loss` returned.
    @unsafe func backward(
        _ packed: PackedSequences, input: UnsafePointer<Float>, parameters p: UnsafePointer<Float>,
        dropout: Dropout = .none, gradient g: UnsafeMutablePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>? = nil,
        loss: (_ logits: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>) -> Double
    ) -> Double {
        let control = ck_flush_denormals()
        defer { ck_restore_denormals(control) }
        let output = dense[dense.count - 1]
        let loss = unsafe loss(output.pass.y.row(0), output.pass.dy.row(0))
        unsafe backwardThroughDense(packed.rowCount, parameters: p, dropout: dropout, gradient: g)
        unsafe backwardThroughHead(packed, parameters: p, dropout: dropout, gradient: g)
        let last = convolutions.isEmpty ? nil : convolutions[convolutions.count - 1]
        unsafe lstm.backward(
            packed, input: last?.pass.y.row(0) ?? UnsafeMutablePointer(mutating: input), parameters: p,
            gradient: g, inputGradient: last?.pass.dy.row(0) ?? inputGradient)
        for index in stride(from: convolutions.count - 1, through: 0, by: -1) {
            let below = index > 0 ? convolutions[index - 1] : nil
            unsafe convolutions[index].pass.backward(
                packed, parameters: p, gradient: g, dx: below?.pass.dy.row(0) ?? inputGradient)
        }
        return loss
    }

    @unsafe private func backwardThroughDense(
        _ rows: Int, parameters p: UnsafePointer<Float>, dropout: Dropout,
        gradient g: UnsafeMutablePointer<Float>
    ) {
        for index in stride(from: dense.count - 1, through: 0, by: -1) {
            let slot = dense[index]
            let below = index > 0 ? dense[index - 1] : nil
            let x = unsafe below?.pass.y.row(0) ?? head.row(0)
            let dx = unsafe below?.pass.dy.row(0) ?? dHead.row(0)
            unsafe slot.pass.backward(x, dx: dx, rows: rows, parameters: p, gradient: g)
            let count = rows * network.dense[index].inputSize
            unsafe dropout.backward(dx, values: x, count: count)
        }
    }

    /// Splits the head's gradient into the state's and the pooled state's.
    @unsafe private func backwardThroughHead(
        _ packed: PackedSequences, parameters p: UnsafePointer<Float>, dropout: Dropout,
        gradient g: UnsafeMutablePointer<Float>
    ) {
        let (hidden, width) = (network.options.hiddenSize, network.options.headInputSize)
        for row in 0..<packed.rowCount { unsafe lstm.dh.row(row).update(from: dHead.row(row), count: hidden) }
        unsafe attention?.backward(
            packed, h: lstm.h.row(0), parameters: p, dPooled: dHead.row(0), stride: width, column: hidden,
            dh: lstm.dh.row(0), gradient: g)
    }
}
