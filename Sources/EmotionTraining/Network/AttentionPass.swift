internal import CKernels
internal import EmotionModel
private import Glibc

/// Forward and backward through causal attention pooling over packed sequences.
///
/// With e_s = exp(score_s − largest) and D_t = Σ_{s≤t} e_s, pooled_t = Σ_{s≤t} e_s·h_s / D_t. For the
/// gradient G_t of pooled_t let A_s = Σ_{t≥s} G_t/D_t and a_s = Σ_{t≥s} G_t·pooled_t/D_t; then
/// dscore_s = e_s·(A_s·h_s − a_s) and dh_s = e_s·A_s + dscore_s·v. One sweep each way. A softmax does not see a
/// shift of its scores: the gradient of the bias is exactly zero and is left alone, and so is what a shift of every state
/// adds to Σ_s dscore_s·h_s, the gradient of v. States that differ little would cancel there and lose their digits, so
/// they are measured from a middle, the sequence's last pooled state.
struct AttentionPass: ~Copyable {
    private let layer: AttentionPooling
    /// e_s of each row.
    private var weights: [Float] = []
    /// D_t of each row.
    private var totals: [Float] = []
    private var sum: [Float]
    /// A state less the middle.
    private var centred: [Float]
    /// Pooled states before any dropout, `[rows][size]`.
    private var pooled: RowBuffer

    init(layer: AttentionPooling) {
        self.layer = layer
        sum = Array(repeating: 0, count: layer.size)
        centred = sum
        pooled = RowBuffer(columns: layer.size)
    }

    /// Fills the pooled states.
    ///
    /// - Parameters:
    ///   - h: hidden states, `[rows][size]`.
    ///   - output: `[rows][stride]`; the pooled state goes to columns `column..<column + size`.
    @unsafe mutating func forward(
        _ packed: PackedSequences, h: UnsafePointer<Float>, parameters p: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, stride: Int, column: Int
    ) {
        let size = layer.size
        pooled.reserve(rows: packed.rowCount)
        if weights.count < packed.rowCount {
            weights = Array(repeating: 0, count: packed.rowCount)
            totals = weights
        }
        for row in 0..<packed.rowCount {
            unsafe weights[row] = p[layer.bias] + ck_dot(p + layer.weight, h + row * size, size)
        }
        for sequence in 0..<packed.count {
            exponentiate(packed, sequence)
            var total: Float = 0
            for index in 0..<size { sum[index] = 0 }
            for step in 0..<packed.lengths[sequence] {
                let row = packed.row(step: step, sequence: sequence)
                total += weights[row]
                totals[row] = max(total, .leastNormalMagnitude)
                unsafe ck_axpy(&sum, weights[row], h + row * size, size)
                let norm = 1 / totals[row]
                let kept = unsafe pooled.row(row)
                for index in 0..<size { unsafe kept[index] = sum[index] * norm }
                unsafe (output + row * stride + column).update(from: kept, count: size)
            }
        }
    }

    /// Turns one sequence's scores into exp(score − largest).
    private mutating func exponentiate(_ packed: PackedSequences, _ sequence: Int) {
        var largest = -Float.infinity
        for step in 0..<packed.lengths[sequence] {
            largest = max(largest, weights[packed.row(step: step, sequence: sequence)])
        }
        for step in 0..<packed.lengths[sequence] {
            let row = packed.row(step: step, sequence: sequence)
            weights[row] = expf(weights[row] - largest)
        }
    }

    /// From the gradient of the pooled states to those of `h` (added to `dh`) and of the parameters.
    ///
    /// - Parameters:
    ///   - dPooled: gradient of what `forward` wrote, `[rows][stride]` at `column`.
    @unsafe mutating func backward(
        _ packed: PackedSequences, h: UnsafePointer<Float>, parameters p: UnsafePointer<Float>,
        dPooled: UnsafePointer<Float>, stride: Int, column: Int,
        dh: UnsafeMutablePointer<Float>, gradient g: UnsafeMutablePointer<Float>
    ) {
        let size = layer.size
        for sequence in 0..<packed.count {
            let middle = unsafe pooled.row(packed.row(step: packed.lengths[sequence] - 1, sequence: sequence))
            var scalar = 0.0
            for index in 0..<size { sum[index] = 0 }
            for step in Swift.stride(from: packed.lengths[sequence] - 1, through: 0, by: -1) {
                let row = packed.row(step: step, sequence: sequence)
                let place = row * stride + column
                let norm = 1 / totals[row]
                unsafe ck_axpy(&sum, norm, dPooled + place, size)
                unsafe centre(pooled.row(row), middle)
                unsafe scalar += Double(norm * ck_dot(dPooled + place, centred, size))
                let hidden = unsafe h + row * size
                unsafe centre(hidden, middle)
                let dScore = unsafe weights[row] * Float(Double(ck_dot(sum, centred, size)) - scalar)
                unsafe ck_axpy(dh + row * size, weights[row], sum, size)
                unsafe ck_axpy(dh + row * size, dScore, p + layer.weight, size)
                unsafe ck_axpy(g + layer.weight, dScore, centred, size)
            }
        }
    }
    @unsafe private mutating func centre(_ state: UnsafePointer<Float>, _ middle: UnsafePointer<Float>) {
        for index in 0..<layer.size { unsafe centred[index] = state[index] - middle[index] }
    }
}
