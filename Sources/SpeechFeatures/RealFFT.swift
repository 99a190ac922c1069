internal import CFFTW
internal import CKernels

/// The power spectrum of a real window by FFTW, single precision.
///
/// Buffers are FFTW's own, aligned and fixed, and the plan is `FFTW_ESTIMATE`: the same machine gives the
/// same bits in every run and for every chunking.
@safe struct RealFFT: ~Copyable {
    /// Points of the transform.
    let length: Int
    /// Bins of the one-sided spectrum, `length / 2 + 1`.
    var binCount: Int { length / 2 + 1 }

    // SAFETY: all three are made in init, live as long as self and are freed in deinit alone.
    private let input: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<fftwf_complex>
    private let plan: fftwf_plan

    /// FFTW's planner keeps global tables; this lets several threads plan at once.
    private static let plannerIsThreadSafe: Void = fftwf_make_planner_thread_safe()

    /// A transform of `length` points.
    init(length: Int) {
        _ = Self.plannerIsThreadSafe
        self.length = length
        unsafe input = fftwf_alloc_real(length)
        unsafe output = fftwf_alloc_complex(length / 2 + 1)
        unsafe input.update(repeating: 0, count: length)
        guard let plan = unsafe fftwf_plan_dft_r2c_1d(Int32(length), input, output, UInt32(FFTW_ESTIMATE))
        else { preconditionFailure("FFTW has no plan for \(length) points") }
        unsafe self.plan = plan
    }

    deinit {
        unsafe fftwf_destroy_plan(plan)
        unsafe fftwf_free(output)
        unsafe fftwf_free(input)
    }

    /// power[k] = |X[k]|² of `samples` times `window`, padded with zeros to `length`.
    ///
    /// - Parameters:
    ///   - samples: `[window.count]`.
    ///   - window: `[≤ length]`.
    ///   - power: `[binCount]`, written.
    mutating func powerSpectrum(of samples: [Float], window: [Float], into power: inout [Float]) {
        precondition(samples.count == window.count && window.count <= length && power.count == binCount)
        for index in 0..<window.count {
            // SAFETY: index < window.count <= length, the size of `input`.
            unsafe input[index] = samples[index] * window[index]
        }
        // SAFETY: the plan was made for these very buffers; an fftwf_complex is two adjacent floats.
        unsafe fftwf_execute(plan)
        unsafe output.withMemoryRebound(to: Float.self, capacity: 2 * binCount) { bins in
            unsafe ck_power_spectrum(&power, bins, binCount)
        }
    }
}
