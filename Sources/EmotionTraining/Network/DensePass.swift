internal import EmotionModel

/// Forward and backward through one dense layer with its rectifier and the dropout behind it.
struct DensePass: ~Copyable {
    private let layer: DenseLayer
    /// Outputs, `[rows][outputSize]`.
    private(set) var y: RowBuffer
    /// Gradient of the outputs; filled by the layer above, changed by `backward`.
    var dy: RowBuffer

    init(layer: DenseLayer) {
        self.layer = layer
        y = RowBuffer(columns: layer.outputSize)
        dy = RowBuffer(columns: layer.outputSize)
    }

    /// Fills `y` for `x`, `[rows][inputSize]`.
    @unsafe mutating func forward(_ x: UnsafePointer<Float>, rows: Int, parameters p: UnsafePointer<Float>) {
        y.reserve(rows: rows)
        dy.reserve(rows: rows)
        for row in 0..<rows { unsafe y.row(row).update(from: p + layer.bias, count: layer.outputSize) }
        unsafe MatrixProduct.forward(
            x: x, w: p + layer.weight, y: y.row(0), rows: rows, inputs: layer.inputSize,
            outputs: layer.outputSize, beta: 1)
        guard layer.rectified else { return }
        let values = unsafe y.row(0)
        for index in 0..<rows * layer.outputSize { unsafe values[index] = max(values[index], 0) }
    }

    /// From `dy` to the gradients of the parameters and of the input (`dx`, written).
    ///
    /// A value that the rectifier or dropout set to zero passes no gradient.
    @unsafe mutating func backward(
        _ x: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>, rows: Int,
        parameters p: UnsafePointer<Float>,
        gradient g: UnsafeMutablePointer<Float>
    ) {
        if layer.rectified {
            let (values, gradients) = unsafe (y.row(0), dy.row(0))
            for index in 0..<rows * layer.outputSize {
                unsafe gradients[index] = values[index] > 0 ? gradients[index] : 0
            }
        }
        unsafe MatrixProduct.weightGradient(
            dy: dy.row(0), x: x, dw: g + layer.weight, rows: rows, inputs: layer.inputSize,
            outputs: layer.outputSize)
        unsafe MatrixProduct.biasGradient(
            dy: dy.row(0), db: g + layer.bias, rows: rows, outputs: layer.outputSize)
        unsafe MatrixProduct.inputGradient(
            dy: dy.row(0), w: p + layer.weight, dx: dx, rows: rows, inputs: layer.inputSize,
            outputs: layer.outputSize, beta: 0)
    }
}
