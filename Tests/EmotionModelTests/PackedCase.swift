import CKernels
import TestSupport

@testable import EmotionModel

/// A matrix, laid out and multiplied by one set of kernels, and what the product should be.
struct PackedCase {
    /// How the weights may be stored.
    enum Storing: CaseIterable {
        /// Weights of any value.
        case any
        /// Weights that half precision holds.
        case halves
        /// Bytes with a scale.
        case bytes
    }

    let matrix: PackedMatrix
    let x: [Float]
    let bias: [Float]
    private let set: String
    private let weights: [Float]

    init(_ set: String, weights: [Float], bias: [Float], scale: Float?, x: [Float]) {
        (self.set, self.weights, self.bias, self.x) = (set, weights, bias, x)
        matrix = PackedMatrix(
            weights, bias: bias, scales: scale.map { Array(repeating: $0, count: bias.count) }, for: set)
    }

    /// Weights, bias and vector in ±1, the weights as `storing` wants them.
    init(_ set: String, _ shape: (rows: Int, columns: Int), _ storing: Storing) {
        var random = TestRandom(seed: UInt64(shape.rows * 1000 + shape.columns))
        let step: Float? =
            switch storing {
            case .any: nil
            case .halves: 0x1p-7
            case .bytes: 0.01
            }
        let weights = (0..<shape.rows * shape.columns).map { _ in
            let value = random.signed()
            return step.map { (value * 127).rounded() * $0 } ?? value
        }
        self.init(
            set, weights: weights, bias: (0..<shape.rows).map { _ in random.signed() },
            scale: storing == .bytes ? step : nil, x: (0..<shape.columns).map { _ in random.signed() })
    }

    /// W·x + b in double precision, `[bias.count]`.
    var exact: [Double] {
        let columns = x.count
        return bias.indices.map { row in
            (0..<columns).reduce(Double(bias[row])) {
                $0 + Double(weights[row * columns + $1]) * Double(x[$1])
            }
        }
    }

    /// The product with one vector, by default its own, `[matrix.rows]`.
    func product(of x: [Float]? = nil) -> [Float] {
        var y = [Float](repeating: -1, count: matrix.rows)
        // What lies behind the vector is no part of it.
        let padded = (x ?? self.x) + [1e9]
        var scratch = [Int16](repeating: 77, count: padded.count)
        // SAFETY: rows out, columns in and a place more, and `matrix` outlives the call.
        unsafe KernelSet(set).kernels.matrix_apply(matrix.matrix, &y, padded, &scratch)
        return y
    }

    /// The products with several vectors, or what they are added to, `[streams][matrix.rows]`.
    func products(streams: Int, of x: [Float], addingTo before: [[Float]]? = nil) -> [[Float]] {
        let (width, height) = (x.count / streams, matrix.rows)
        var y = before?.flatMap(\.self) ?? [Float](repeating: -1, count: streams * height)
        var scratch = [Int16](repeating: 77, count: streams * (width + 1))
        // SAFETY: as above, for each stream.
        unsafe KernelSet(set).kernels.matrix_apply_batch(
            matrix.matrix, &y, height, x, width, streams, before == nil ? 0 : 1, &scratch)
        return (0..<streams).map { Array(y[$0 * height..<($0 + 1) * height]) }
    }
}
