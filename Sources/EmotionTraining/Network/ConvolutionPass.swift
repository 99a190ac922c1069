internal import EmotionModel

/// Forward and backward through one causal convolution over packed sequences.
///
/// The taps of every step are gathered side by side, so that the convolution is one product.
struct ConvolutionPass: ~Copyable {
    private let layer: ConvolutionLayer
    /// The taps of each step, `[rows][inputSize · 3]`, and their gradient.
    private var gathered: RowBuffer
    private var dGathered: RowBuffer
    /// After the rectifier, `[rows][outputSize]`, and the gradient before it.
    private var rectified: RowBuffer
    private var dRectified: RowBuffer
    /// Output, `[rows][outputSize]`.
    private(set) var y: RowBuffer
    /// Gradient of the output; filled by the layer above.
    var dy: RowBuffer

    init(layer: ConvolutionLayer) {
        self.layer = layer
        gathered = RowBuffer(columns: layer.inputSize * ConvolutionLayer.width)
        dGathered = RowBuffer(columns: layer.inputSize * ConvolutionLayer.width)
        rectified = RowBuffer(columns: layer.outputSize)
        dRectified = RowBuffer(columns: layer.outputSize)
        y = RowBuffer(columns: layer.outputSize)
        dy = RowBuffer(columns: layer.outputSize)
    }

    /// Fills `y` for `x`, `[rows][inputSize]`.
    @unsafe mutating func forward(
        _ packed: PackedSequences, x: UnsafePointer<Float>, parameters p: UnsafePointer<Float>
    ) {
        let (rows, outputs) = (packed.rowCount, layer.outputSize)
        gathered.reserve(rows: rows)
        dGathered.reserve(rows: rows)
        rectified.reserve(rows: rows)
        dRectified.reserve(rows: rows)
        y.reserve(rows: rows)
        dy.reserve(rows: rows)
        unsafe gather(packed, x)
        for row in 0..<rows { unsafe rectified.row(row).update(from: p + layer.bias, count: outputs) }
        unsafe MatrixProduct.forward(
            x: gathered.row(0), w: p + layer.weight, y: rectified.row(0), rows: rows,
            inputs: gathered.columns, outputs: outputs, beta: 1)
        let (values, output) = unsafe (rectified.row(0), y.row(0))
        for index in 0..<rows * outputs {
            unsafe values[index] = max(values[index], 0)
            unsafe output[index] = values[index] + (layer.isResidual ? x[index] : 0)
        }
    }

    /// Puts each step's taps side by side; zeros before the first step.
    @unsafe private mutating func gather(_ packed: PackedSequences, _ x: UnsafePointer<Float>) {
        let (inputs, width) = (layer.inputSize, ConvolutionLayer.width)
        for step in 0..<packed.stepCount {
            for tap in 0..<width {
                let source = step - (width - 1 - tap) * layer.dilation
                for sequence in 0..<packed.active[step] {
                    let target = unsafe gathered.row(packed.row(step: step, sequence: sequence)) + tap
                    if source < 0 {
                        for index in 0..<inputs { unsafe target[index * width] = 0 }
                    } else {
                        let values = unsafe x + packed.row(step: source, sequence: sequence) * inputs
                        for index in 0..<inputs { unsafe target[index * width] = values[index] }
                    }
                }
            }
        }
    }

    /// From `dy` to the gradients of the parameters and, where it is wanted, of the input (`dx`, written).
    @unsafe mutating func backward(
        _ packed: PackedSequences, parameters p: UnsafePointer<Float>,
        gradient g: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?
    ) {
        let (rows, outputs) = (packed.rowCount, layer.outputSize)
        let (values, upper, lower) = unsafe (rectified.row(0), dy.row(0), dRectified.row(0))
        for index in 0..<rows * outputs { unsafe lower[index] = values[index] > 0 ? upper[index] : 0 }
        unsafe MatrixProduct.weightGradient(
            dy: lower, x: gathered.row(0), dw: g + layer.weight, rows: rows, inputs: gathered.columns,
            outputs: outputs)
        unsafe MatrixProduct.biasGradient(dy: lower, db: g + layer.bias, rows: rows, outputs: outputs)
        guard let dx = unsafe dx else { return }
        unsafe MatrixProduct.inputGradient(
            dy: lower, w: p + layer.weight, dx: dGathered.row(0), rows: rows, inputs: gathered.columns,
            outputs: outputs, beta: 0)
        unsafe scatter(packed, dx)
    }

    /// Adds up what each input received from the steps that looked at it.
    @unsafe private mutating func scatter(_ packed: PackedSequences, _ dx: UnsafeMutablePointer<Float>) {
        let (inputs, width) = (layer.inputSize, ConvolutionLayer.width)
        if layer.isResidual {
            unsafe dx.update(from: dy.row(0), count: packed.rowCount * inputs)
        } else {
            unsafe dx.update(repeating: 0, count: packed.rowCount * inputs)
        }
        for step in 0..<packed.stepCount {
            for tap in 0..<width {
                let source = step - (width - 1 - tap) * layer.dilation
                guard source >= 0 else { continue }
                for sequence in 0..<packed.active[step] {
                    let from = unsafe dGathered.row(packed.row(step: step, sequence: sequence)) + tap
                    let to = unsafe dx + packed.row(step: source, sequence: sequence) * inputs
                    for index in 0..<inputs { unsafe to[index] += from[index * width] }
                }
            }
        }
    }
}
