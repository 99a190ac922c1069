internal import EmotionModel

/// Forward and backward through one causal convolution over packed sequences.
///
/// The taps of every step are gathered side by side, so that the convolution is one product.
struct ConvolutionPass: ~Copyable {
    private let layer: ConvolutionLayer
    /// The taps of each step, `[rows][inputSize · 3]`, and their gradient.
    private var gathered: RowBuffer
    private var dGathered: RowBuffer
    /// Before the rectifier's gain and bias, normalised, `[rows][outputSize]`; the gradient of the sums.
    private var normalized: RowBuffer
    private var dSums: RowBuffer
    /// One over each row's deviation, `[rows][1]`.
    private var scales: RowBuffer
    /// After the rectifier, `[rows][outputSize]`.
    private var rectified: RowBuffer
    /// Output, `[rows][outputSize]`.
    private(set) var y: RowBuffer
    /// Gradient of the output; filled by the layer above.
    var dy: RowBuffer

    init(layer: ConvolutionLayer) {
        self.layer = layer
        gathered = RowBuffer(columns: layer.inputSize * ConvolutionLayer.width)
        dGathered = RowBuffer(columns: layer.inputSize * ConvolutionLayer.width)
        normalized = RowBuffer(columns: layer.outputSize)
        dSums = RowBuffer(columns: layer.outputSize)
        scales = RowBuffer(columns: 1)
        rectified = RowBuffer(columns: layer.outputSize)
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
        normalized.reserve(rows: rows)
        dSums.reserve(rows: rows)
        scales.reserve(rows: rows)
        rectified.reserve(rows: rows)
        y.reserve(rows: rows)
        dy.reserve(rows: rows)
        unsafe gather(packed, x)
        for row in 0..<rows { unsafe normalized.row(row).update(from: p + layer.bias, count: outputs) }
        unsafe MatrixProduct.forward(
            x: gathered.row(0), w: p + layer.weight, y: normalized.row(0), rows: rows,
            inputs: gathered.columns, outputs: outputs, beta: 1)
        unsafe normalize(rows, p)
        let (values, output) = unsafe (rectified.row(0), y.row(0))
        for index in 0..<rows * outputs {
            unsafe output[index] = values[index] + (layer.isResidual ? x[index] : 0)
        }
    }

    /// From the sums in `normalized` to themselves normalised, and to `rectified`.
    @unsafe private mutating func normalize(_ rows: Int, _ p: UnsafePointer<Float>) {
        let count = layer.outputSize
        let (gain, bias) = unsafe (p + layer.normalization.weight, p + layer.normalization.bias)
        for row in 0..<rows {
            let (values, output) = unsafe (normalized.row(row), rectified.row(row))
            var mean: Float = 0
            for index in 0..<count { unsafe mean += values[index] }
            mean /= Float(count)
            var variance: Float = 0
            for index in 0..<count { unsafe variance += (values[index] - mean) * (values[index] - mean) }
            let scale = 1 / (variance / Float(count) + LayerNormalization.epsilon).squareRoot()
            unsafe scales.row(row)[0] = scale
            for index in 0..<count {
                unsafe values[index] = (values[index] - mean) * scale
                unsafe output[index] = max(values[index] * gain[index] + bias[index], 0)
            }
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
        let lower = unsafe dSums.row(0)
        unsafe normalizeBackward(rows, p, g)
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

    /// From `dy` to `dSums` and the gradients of gain and bias.
    ///
    /// With n = (x − mean)·scale and d the gradient of n: dx = scale·(d − mean(d) − n·mean(d·n)).
    @unsafe private mutating func normalizeBackward(
        _ rows: Int, _ p: UnsafePointer<Float>, _ g: UnsafeMutablePointer<Float>
    ) {
        let count = layer.outputSize
        let gain = unsafe p + layer.normalization.weight
        let (dGain, dBias) = unsafe (g + layer.normalization.weight, g + layer.normalization.bias)
        for row in 0..<rows {
            let (n, r) = unsafe (normalized.row(row), rectified.row(row))
            let (upper, lower) = unsafe (dy.row(row), dSums.row(row))
            var (sum, product): (Float, Float) = (0, 0)
            for index in 0..<count {
                let passed = unsafe r[index] > 0 ? upper[index] : 0
                unsafe dGain[index] += passed * n[index]
                unsafe dBias[index] += passed
                let d = unsafe passed * gain[index]
                unsafe lower[index] = d
                sum += d
                unsafe product += d * n[index]
            }
            let (mean, share) = (sum / Float(count), product / Float(count))
            let scale = unsafe scales.row(row)[0]
            for index in 0..<count {
                unsafe lower[index] = scale * (lower[index] - mean - n[index] * share)
            }
        }
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
