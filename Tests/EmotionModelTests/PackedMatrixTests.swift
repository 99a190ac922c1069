import CKernels
import TestSupport
import Testing

@testable import EmotionModel

/// Packed matrices against the plain sum, in every way of storing them, by every set of kernels.
@Suite struct PackedMatrixTests {
    private static let shapes: [(rows: Int, columns: Int)] = [
        (1, 1), (7, 64), (16, 3), (17, 80), (80, 241), (96, 20), (100, 33), (128, 7), (160, 5), (512, 128),
        // Beyond 516 columns a byte's vector is rounded to fewer than 16 bits; the second is the first
        // convolution of the shipped networks.
        (33, 517), (80, 1008),
    ]

    @Test(arguments: KernelSet.names, shapes)
    func everyShapeIsThePlainSum(set: String, shape: (rows: Int, columns: Int)) {
        for storing in [PackedCase.Storing.any, .halves] {
            let test = PackedCase(set, shape, storing)
            let product = test.product()
            let bound = shape.columns > 500 ? 1e-4 : 2e-5
            #expect(largestDeviation(Array(product[..<shape.rows]), from: test.exact, relativeTo: 1) < bound)
            #expect(product[shape.rows...].allSatisfy { $0 == 0 })
        }
    }

    @Test(arguments: KernelSet.names, shapes)
    func bytesAreAsExactAsTheRoundedVector(set: String, shape: (rows: Int, columns: Int)) {
        let test = PackedCase(set, shape, .bytes)
        // x is rounded to 16 bits: half a step of 1/32767 per column at most, of 1/16775 where there are 1008.
        let bound = 1.27 * 0.5 / 32767 * Double(shape.columns) * (shape.columns > 500 ? 2 : 1) + 1e-5
        let product = test.product()
        #expect(largestDeviation(Array(product[..<shape.rows]), from: test.exact, relativeTo: 1) < bound)
    }

    /// Every weight as large as a byte can be, every value as large as the others: the largest sum there is.
    @Test(arguments: KernelSet.names, [516, 517, 1007, 1008, 4096])
    func theLargestSumOfBytesDoesNotOverflow(set: String, columns: Int) {
        for sign: Float in [1, -1] {
            let test = PackedCase(
                set, weights: Array(repeating: 127 * sign, count: 17 * columns),
                bias: Array(repeating: 0.5, count: 17), scale: 1, x: Array(repeating: 3, count: columns))
            let size = 3 * 127 * Double(columns)
            #expect(largestDeviation(Array(test.product()[..<17]), from: test.exact, relativeTo: size) < 1e-6)
            // By fours, as a batch multiplies, and the one that is left.
            let batch = test.products(streams: 5, of: (0..<5).flatMap { _ in test.x })
            for product in batch { #expect(product == test.product()) }
        }
    }

    @Test func weightsOfHalfPrecisionAreKeptInHalfPrecision() {
        for set in KernelSet.names {
            func type(_ storing: PackedCase.Storing) -> ck_element {
                let test = PackedCase(set, (20, 9), storing)
                // SAFETY: `test` outlives the look at its matrix.
                return withExtendedLifetime(test) { unsafe test.matrix.matrix.pointee.type }
            }
            let hasFloat16 = unsafe KernelSet(set).kernels.has_float16 != 0
            #expect(type(.halves) == (hasFloat16 ? CK_FLOAT16 : CK_FLOAT32))
            #expect(type(.any) == CK_FLOAT32)
            #expect(type(.bytes) == CK_INT8)
        }
    }

    /// More than 64 vectors are multiplied by bytes in several parts.
    @Test(arguments: KernelSet.names, [1, 2, 5, 6, 7, 13, 64, 65, 130])
    func severalVectorsGiveTheBitsOfEachAlone(set: String, streams: Int) {
        for shape in Self.shapes {
            for storing in PackedCase.Storing.allCases {
                let test = PackedCase(set, shape, storing)
                let x = (0..<streams).map { stream in test.x.map { $0 * Float(stream % 7 + 1) } }
                let products = test.products(streams: streams, of: x.flatMap(\.self))
                // Those whose vectors are the same are the same.
                let alone = (0..<min(streams, 7)).map { test.product(of: x[$0]) }
                for stream in 0..<streams { #expect(products[stream] == alone[stream % 7], "\(shape)") }
            }
        }
    }

    @Test(arguments: KernelSet.names, [1, 2, 3, 65, 130])
    func whatIsAddedToIsKept(set: String, streams: Int) {
        for shape in [(17, 80), (80, 241), (33, 517)] {
            for storing in PackedCase.Storing.allCases {
                let test = PackedCase(set, shape, storing)
                var random = TestRandom(seed: 3)
                let before = (0..<streams).map { _ in (0..<test.matrix.rows).map { _ in random.signed() } }
                let x = (0..<streams).flatMap { _ in test.x }
                let sums = test.products(streams: streams, of: x, addingTo: before)
                for stream in 0..<streams {
                    let alone = test.products(streams: 1, of: test.x, addingTo: [before[stream]])
                    #expect(sums[stream] == alone[0])
                }
                let bound = storing == .bytes ? 0.02 : 1e-4
                let exact = zip(test.exact, test.bias).enumerated().map { row, value in
                    value.0 - Double(value.1) + Double(before[streams - 1][row])
                }
                let last = Array(sums[streams - 1][..<shape.0])
                #expect(largestDeviation(last, from: exact, relativeTo: 1) < bound, "\(shape)")
            }
        }
    }
}
