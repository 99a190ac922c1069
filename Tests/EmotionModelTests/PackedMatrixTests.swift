import CKernels
import TestSupport
import Testing

@testable import EmotionModel

/// Packed matrices against the plain sum, in every way of storing them.
@Suite struct PackedMatrixTests {
    private struct Case {
        let matrix: PackedMatrix
        let x: [Float]
        private let weights: [Float]
        private let bias: [Float]

        /// `step`: what the weights are whole multiples of; nil for weights of any value.
        init(rows: Int, columns: Int, step: Float?, scales: Bool = false) {
            var random = TestRandom(seed: UInt64(rows * 1000 + columns))
            let weights = (0..<rows * columns).map { _ in
                let value = random.signed()
                return step.map { (value * 127).rounded() * $0 } ?? value
            }
            let bias = (0..<rows).map { _ in random.signed() }
            matrix = PackedMatrix(
                weights, bias: bias, scales: scales ? Array(repeating: step ?? 1, count: rows) : nil)
            let x = (0..<columns).map { _ in random.signed() }
            self.x = x + [0, 0]
            self.weights = weights
            self.bias = bias
        }

        /// W·x + b in double precision.
        var exact: [Double] {
            let columns = matrix.columns
            return bias.indices.map { row in
                var sum = Double(bias[row])
                for column in 0..<columns {
                    sum += Double(weights[row * columns + column]) * Double(x[column])
                }
                return sum
            }
        }

        var product: [Float] {
            var y = [Float](repeating: -1, count: matrix.rows)
            var scratch = [Int16](repeating: 0, count: x.count + 1)
            matrix.apply(to: x, into: &y, scratch: &scratch)
            return y
        }
    }

    private static let shapes: [(rows: Int, columns: Int)] = [
        (1, 1), (7, 64), (16, 3), (17, 80), (80, 241), (96, 20), (100, 33), (128, 7), (160, 5), (512, 128),
    ]

    @Test(arguments: shapes)
    func everyShapeIsThePlainSum(rows: Int, columns: Int) {
        for step: Float? in [nil, 0x1p-7] {
            let test = Case(rows: rows, columns: columns, step: step)
            let product = test.product
            #expect(largestDeviation(Array(product[..<rows]), from: test.exact, relativeTo: 1) < 2e-5)
            #expect(product[rows...].allSatisfy { $0 == 0 })
        }
    }

    @Test(arguments: shapes)
    func bytesAreAsExactAsTheRoundedVector(rows: Int, columns: Int) {
        let test = Case(rows: rows, columns: columns, step: 0.01, scales: true)
        // x is rounded to 16 bits: half a step of 1/32767 per column at most.
        let bound = 1.27 * 0.5 / 32767 * Double(columns) * (columns > 500 ? 2 : 1) + 1e-5
        #expect(largestDeviation(Array(test.product[..<rows]), from: test.exact, relativeTo: 1) < bound)
    }

    @Test func weightsOfHalfPrecisionAreKeptInHalfPrecision() {
        guard ck_has_float16() != 0 else { return }
        func type(step: Float?, scales: Bool = false) -> ck_element {
            let test = Case(rows: 20, columns: 9, step: step, scales: scales)
            // SAFETY: `test` outlives the look at its matrix.
            return withExtendedLifetime(test) { unsafe test.matrix.matrix.pointee.type }
        }
        #expect(type(step: 0x1p-7) == CK_FLOAT16)
        #expect(type(step: nil) == CK_FLOAT32)
        #expect(type(step: 1, scales: true) == CK_INT8)
    }

    @Test(arguments: [1, 2, 5, 6, 7, 13])
    func severalVectorsGiveTheBitsOfEachAlone(streams: Int) {
        for (rows, columns) in Self.shapes {
            for (step, scales): (Float?, Bool) in [(nil, false), (0x1p-7, false), (0.01, true)] {
                let test = Case(rows: rows, columns: columns, step: step, scales: scales)
                let (width, height) = (test.x.count, test.matrix.rows)
                let x = (0..<streams).flatMap { stream in test.x.map { $0 * Float(stream + 1) } }
                var y = [Float](repeating: 0, count: streams * height)
                var scratch = [Int16](repeating: 0, count: streams * (columns + 1))
                unsafe ck_matrix_apply_batch(
                    test.matrix.matrix, &y, height, x, width, streams, 0, &scratch)
                for stream in 0..<streams {
                    var alone = [Float](repeating: 0, count: height)
                    test.matrix.apply(
                        to: Array(x[stream * width..<(stream + 1) * width]), into: &alone, scratch: &scratch)
                    #expect(Array(y[stream * height..<(stream + 1) * height]) == alone)
                }
            }
        }
    }
}
