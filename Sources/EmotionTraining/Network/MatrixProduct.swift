internal import COpenBLAS

/// The matrix products of training, row-major, single precision, one thread (`cblas_sgemm`).
///
/// Named by what they do in a layer y = x·Wᵀ: `rows` runs over steps of all sequences.
/// Pointers must reach as many values as the shapes say.
enum MatrixProduct {
    /// y = x·Wᵀ + β·y, x `[rows][inputs]`, W `[outputs][inputs]`, y `[rows][outputs]`.
    @unsafe static func forward(
        x: UnsafePointer<Float>, w: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, rows: Int,
        inputs: Int, outputs: Int, beta: Float
    ) {
        guard rows > 0 else { return }
        unsafe cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows), blasint(outputs), blasint(inputs), 1, x,
            blasint(inputs), w, blasint(inputs), beta, y, blasint(outputs))
    }

    /// dx = dy·W + β·dx, the gradient of the input.
    @unsafe static func inputGradient(
        dy: UnsafePointer<Float>, w: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>, rows: Int,
        inputs: Int, outputs: Int, beta: Float
    ) {
        guard rows > 0 else { return }
        unsafe cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(inputs), blasint(outputs), 1,
            dy,
            blasint(outputs), w, blasint(inputs), beta, dx, blasint(inputs))
    }

    /// dW += dyᵀ·x, the gradient of the weights.
    @unsafe static func weightGradient(
        dy: UnsafePointer<Float>, x: UnsafePointer<Float>, dw: UnsafeMutablePointer<Float>, rows: Int,
        inputs: Int, outputs: Int
    ) {
        guard rows > 0 else { return }
        unsafe cblas_sgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, blasint(outputs), blasint(inputs), blasint(rows), 1, dy,
            blasint(outputs), x, blasint(inputs), 1, dw, blasint(inputs))
    }

    /// db += Σ_rows dy, the gradient of the bias.
    @unsafe static func biasGradient(
        dy: UnsafePointer<Float>, db: UnsafeMutablePointer<Float>, rows: Int, outputs: Int
    ) {
        for row in 0..<rows {
            for index in 0..<outputs { unsafe db[index] += dy[row * outputs + index] }
        }
    }
}
