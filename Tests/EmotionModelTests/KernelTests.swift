import CKernels
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Every set's vector kernels against the C library in double precision, over the whole range.
@Suite struct KernelTests {
    /// Every 39,989th float from the smallest to the largest magnitude given, of either sign.
    private func floats(upTo largest: Float, from smallest: Float = 0) -> [Float] {
        var values: [Float] = []
        var bits = smallest.bitPattern
        while bits <= largest.bitPattern {
            values.append(Float(bitPattern: bits))
            bits += 39989
        }
        return values + values.map { -$0 }
    }

    private func ulps(_ value: Float, from exact: Double) -> Double {
        abs(Double(value) - exact) / Double(Float(exact).ulp)
    }

    @Test(arguments: KernelSet.names)
    func theExponentialIsWithinTwoUlp(set: String) {
        let kernels = unsafe KernelSet(set).kernels
        let x = floats(upTo: 87) + [87.25, 87.5, 87.75, Float(88).nextDown, 88]
        var y = x
        unsafe kernels.exp(&y, x, x.count)
        let worst = zip(x, y).map { ulps($1, from: exp(Double($0))) }.max() ?? .infinity
        #expect(worst <= 2)
        let small = floats(upTo: .greatestFiniteMagnitude, from: 87).filter { $0 < 0 }
        y = small
        unsafe kernels.exp(&y, small, small.count)
        #expect(y.allSatisfy { $0 >= 0 && $0 < 2e-38 })
    }

    @Test(arguments: KernelSet.names)
    func theLogarithmIsWithinTwoUlpOrAMillionth(set: String) {
        let kernels = unsafe KernelSet(set).kernels
        let x = floats(upTo: .greatestFiniteMagnitude).filter { $0 >= 0 } + [.greatestFiniteMagnitude]
        #expect(x.contains { $0.isSubnormal })
        // 1e-7 is what the front end adds; with the other the sums begin at the smallest normal number.
        for offset: Float in [1e-7, Float.leastNormalMagnitude] {
            var y = x
            unsafe kernels.log_offset(&y, x, offset, x.count)
            let worst =
                zip(x, y).map { x, y in
                    let exact = log(Double(x + offset))
                    return min(ulps(y, from: exact) / 2, abs(Double(y) - exact) / 1e-6)
                }.max() ?? .infinity
            #expect(worst <= 1, "offset \(offset)")
        }
    }

    @Test(arguments: KernelSet.names)
    func sigmoidAndTanhAreWithinAMillionth(set: String) {
        let kernels = unsafe KernelSet(set).kernels
        let x = floats(upTo: .greatestFiniteMagnitude)
        var y = x
        unsafe kernels.sigmoid(&y, x, x.count)
        let sigmoid = zip(x, y).map { abs(Double($1) - 1 / (1 + exp(-Double($0)))) }.max() ?? .infinity
        #expect(sigmoid <= 1e-6)
        unsafe kernels.tanh(&y, x, x.count)
        let tangent = zip(x, y).map { abs(Double($1) - tanh(Double($0))) }.max() ?? .infinity
        #expect(tangent <= 1e-6)
    }

    /// How many values are done at a time changes none of them.
    @Test(arguments: KernelSet.names)
    func aTailIsComputedLikeTheRest(set: String) {
        let kernels = unsafe KernelSet(set).kernels
        let x = (0..<67).map { Float($0) * 0.3 - 9 }
        var whole = x
        unsafe kernels.tanh(&whole, x, x.count)
        for count in 1..<x.count {
            var part = Array(x[..<count])
            unsafe kernels.tanh(&part, part, count)
            #expect(part == Array(whole[..<count]))
        }
    }

    @Test(arguments: KernelSet.names)
    func everyHalfIsWidenedExactly(set: String) {
        let kernels = unsafe KernelSet(set).kernels
        let bytes = (0...UInt16.max).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        // A count that leaves a tail behind whole vectors.
        for count in [65536, 65535, 1, 0] {
            var values = [Float](repeating: -1, count: count + 1)
            unsafe kernels.widen_float16(&values, bytes, count)
            for half in 0..<count {
                let exact = Float(Float16(bitPattern: UInt16(half)))
                if values[half].bitPattern != exact.bitPattern && !exact.isNaN
                    || exact.isNaN != values[half].isNaN
                {
                    Issue.record("half \(half): \(values[half]) for \(exact)")
                    return
                }
            }
            #expect(values[count] == -1)
        }
    }
}
