import CKernels
import TestSupport
import Testing

@testable import EmotionModel

/// Every set of kernels says what the portable one says, to 1e-5 of the largest value where weights are not bytes.
@Suite struct KernelSetTests {
    private static func noise(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
        var random = TestRandom(seed: seed)
        return (0..<count).map { _ in scale * random.signed() }
    }

    /// Fills `[count]` values by a kernel of either set and compares them.
    private func compare(
        _ set: String, _ count: Int, bound: Double = 1e-5, sourceLocation: SourceLocation = #_sourceLocation,
        _ run: (_ set: KernelSet, _ out: inout [Float]) -> Void
    ) {
        var (ours, portable) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
        run(KernelSet(set), &ours)
        run(KernelSet(KernelSet.names[0]), &portable)
        #expect(portable.contains { $0 != 0 }, sourceLocation: sourceLocation)
        #expect(
            largestDeviation(ours, from: portable.map(Double.init)) <= bound, sourceLocation: sourceLocation)
    }

    @Test(arguments: KernelSet.others)
    func theFrontEndIsTheSame(set: String) {
        let samples = Self.noise(1200, seed: 1, scale: 0.3)
        let window = Self.noise(400, seed: 2).map(Double.init)
        compare(set, 400) { set, out in
            var product = [Double](repeating: 0, count: 400)
            unsafe set.kernels.apply_window(&product, samples, window, 400)
            out = product.map(Float.init)
        }
        let half = Self.noise(2 * 259, seed: 3, scale: 30).map(Double.init)
        let twiddles = Self.noise(2 * 130, seed: 13).map(Double.init)
        compare(set, 260) { set, out in unsafe set.kernels.real_power(&out, half, twiddles, 259) }
        let power = Self.noise(300, seed: 4, scale: 1000).map { abs($0) }
        let weights = Self.noise(64, seed: 5).map { abs($0) }
        let bands = [
            ck_band(start: 3, offset: 0, count: 8), ck_band(start: 90, offset: 8, count: 16),
            ck_band(start: 240, offset: 24, count: 40),
        ]
        compare(set, 3) { set, out in unsafe set.kernels.filterbank(&out, power, weights, bands, 3) }
        compare(set, 300) { set, out in unsafe set.kernels.log_offset(&out, power, 1e-7, 300) }
        let columns = Self.noise(65 * 48, seed: 6)
        compare(set, 40) { set, out in unsafe set.kernels.columns_product(&out, columns, power, 65, 48, 40) }
        compare(set, 2) { set, out in
            var (energy, peak): (Float, Float) = (0, 0)
            unsafe set.kernels.energy_peak(samples, 399, &energy, &peak)
            out = [energy, peak]
        }
        unsafe samples.withUnsafeBufferPointer { samples in
            // SAFETY: four samples lie before the first that is decimated, 100 before the correlated ones.
            let (start, middle) = unsafe (samples.baseAddress! + 4, samples.baseAddress! + 200)
            compare(set, 99) { set, out in unsafe set.kernels.decimate(&out, start, 99) }
            compare(set, 64) { set, out in
                _ = unsafe set.kernels.autocorrelation(&out, middle, 301, 20, 83, 0)
            }
        }
    }

    /// In double precision and without contraction, so that even the bits are the same.
    @Test(arguments: KernelSet.others)
    func theHighPassAndTheLevelAreTheSameBits(set: String) {
        let samples = Self.noise(1003, seed: 7)
        compare(set, 1003, bound: 0) { set, out in
            var filter = ck_high_pass()
            (filter.b0, filter.a1, filter.a2) = (0.98, -1.96, 0.9604)
            (filter.c1, filter.c2) = (2 * filter.a2 - filter.a1 * filter.a1, filter.a2 * filter.a2)
            (filter.d1, filter.d2) = (2 * filter.c2 - filter.c1 * filter.c1, filter.c2 * filter.c2)
            unsafe set.kernels.high_pass_run(&filter, &out, samples, 1003)
        }
        compare(set, 5, bound: 0) { set, out in
            var level = ck_level()
            unsafe set.kernels.level_add(&level, samples, samples, 1003)
            let sums = level.squares
            out = [sums.0, sums.1, sums.2, sums.3].map(Float.init) + [level.largest]
        }
    }

    @Test(arguments: KernelSet.others)
    func theLayersAreTheSame(set: String) {
        let a = Self.noise(1001, seed: 8)
        let b = Self.noise(1001, seed: 9)
        compare(set, 1) { set, out in out[0] = unsafe set.kernels.dot(a, b, 1001) }
        compare(set, 1001) { set, out in unsafe set.kernels.axpy(&out, 0.7, a, 1001) }
        compare(set, 80) { set, out in
            out = Array(a[..<80])
            unsafe set.kernels.normalize_rectify(&out, b, a, b, 1e-5, 80)
        }
        compare(set, 130) { set, out in
            var sum = Array(a[..<130])
            unsafe set.kernels.running_sum(&sum, &out, b, 0.9, 0.3, 1.7, 130)
            unsafe set.kernels.rectify(&out, 130)
        }
        compare(set, 40) { set, out in
            unsafe set.kernels.panel_product(&out, a, 300, b, 2, 50, 20)
        }
    }

    @Test(arguments: KernelSet.others)
    func theCellsAreTheSame(set: String) {
        let units = 48
        let gates = Self.noise(4 * units, seed: 10, scale: 6)
        for packed in [true, false] {
            compare(set, 2 * units) { set, out in
                var (gates, c) = (gates, Self.noise(units, seed: 11))
                var h = [Float](repeating: 0, count: units)
                for _ in 0..<20 {
                    if packed {
                        unsafe set.kernels.lstm_cells(gates, &c, &h, units)
                    } else {
                        // In place: what it made of the gates goes in again.
                        unsafe set.kernels.lstm_step(&gates, &c, &h, units)
                    }
                }
                out = c + h
            }
        }
    }

    /// One step of an LSTM, matrix and cells, with weights of every kind.
    @Test(arguments: KernelSet.others, PackedCase.Storing.allCases)
    func aStepIsTheSame(set: String, storing: PackedCase.Storing) {
        let units = 32
        let inputs = Self.noise(4 * units, seed: 12)
        func run(_ name: String) -> [Float] {
            let test = PackedCase(name, (4 * units, units), storing)
            var (c, h) = (Self.noise(units, seed: 13), [Float](repeating: 0, count: units))
            var x = test.x
            var scratch = [Int16](repeating: 0, count: units + 1)
            for _ in 0..<30 {
                // SAFETY: 4 · units rows, units columns; `test` outlives the call.
                unsafe KernelSet(name).kernels.matrix_lstm(
                    test.matrix.matrix, inputs, &c, &h, x, &scratch)
                swap(&x, &h)
            }
            return x
        }
        // A vector for bytes is rounded to 16 bits: a rounding error in it can move a value by a whole step of 3e-5.
        let bound = storing == .bytes ? 5e-4 : 1e-5
        #expect(largestDeviation(run(set), from: run(KernelSet.names[0]).map(Double.init)) < bound)
    }

    /// Each on its own gives what the other gives, in training too.
    @Test(arguments: KernelSet.others)
    func theTrainingKernelsAreTheSame(set: String) {
        let n = 37
        let gates = Self.noise(4 * n, seed: 14, scale: 4)
        let (before, dh) = (Self.noise(n, seed: 15), Self.noise(n, seed: 16))
        compare(set, 5 * n) { set, out in
            var gates = gates
            var (c, tanhC, h) = (before, before, before)
            unsafe set.kernels.lstm_forward(&gates, before, &c, &tanhC, &h, n)
            var dc = h
            unsafe set.kernels.lstm_backward(&gates, before, tanhC, dh, &dc, n)
            out = gates + dc
        }
        compare(set, n) { set, out in
            out = before
            var (m, v) = (dh.map { 0.1 * $0 }, dh.map { 0.1 * $0 * $0 })
            unsafe set.kernels.adam(&out, dh, &m, &v, n, 0.5, 0.9, 0.999, 0.01, 1.1, 1e-8, 0.001)
        }
    }
}
