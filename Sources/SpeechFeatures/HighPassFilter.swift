internal import CKernels

/// The second-order Butterworth high-pass in front of everything.
///
/// Coefficients are those of `scipy.signal.butter(2, corner, 'highpass', fs=rate)`: the analogue
/// prototype 1/(s² + √2·s + 1) through the bilinear transform with the corner pre-warped.
/// Runs in double precision in transposed direct form II from a zero state and rounds to float, so the
/// output does not depend on how the signal is cut. The state's recursion is written without the output, which
/// halves the way from one sample to the next: z1 ← (b1 − a1·b0)·x + z2 − a1·z1, z2 ← (b2 − a2·b0)·x − a2·z1. Removes DC and rumble, which tell corpora apart.
public struct HighPassFilter: Sendable {
    private var filter = ck_high_pass()

    /// A filter with its corner at `cornerHz` for audio at `sampleRateHz`.
    public init(cornerHz: Double = 50, sampleRateHz: Double = 16000) {
        let k = tangent(.pi * cornerHz / sampleRateHz)
        let norm = 1 / (1 + 2.0.squareRoot() * k + k * k)
        let a1 = 2 * (k * k - 1) * norm
        let a2 = (1 - 2.0.squareRoot() * k + k * k) * norm
        filter.b0 = norm
        filter.p1 = -2 * norm - a1 * norm
        filter.p2 = norm - a2 * norm
        filter.a1 = a1
        filter.a2 = a2
    }

    /// The filter in front of the features of `options`.
    public init(options: FeatureOptions) {
        self.init(cornerHz: options.highPassHz, sampleRateHz: Double(options.sampleRateHz))
    }

    /// Forgets the past: the next sample is the first.
    public mutating func reset() {
        filter.z1 = 0
        filter.z2 = 0
    }

    /// The filter's answer to one more sample.
    @inline(__always)
    public mutating func process(_ sample: Float) -> Float {
        let x = Double(sample)
        let y = filter.b0 * x + filter.z1
        let next = filter.p1 * x + filter.z2 - filter.a1 * filter.z1
        filter.z2 = filter.p2 * x - filter.a2 * filter.z1
        filter.z1 = next
        return Float(y)
    }

    /// Filters `samples` in place.
    public mutating func process(_ samples: inout MutableSpan<Float>) {
        unsafe samples.withUnsafeMutableBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            // SAFETY: the buffer's own values, in place.
            unsafe ck_high_pass_run(&filter, base, base, samples.count, nil, nil)
        }
    }

    /// Filters `samples` and measures them.
    ///
    /// - Parameters:
    ///   - samples: the input.
    ///   - output: at least as many values, of which the first are written.
    ///   - energy: Σ y² in order, added to.
    ///   - peak: raised to the largest |x|.
    package mutating func process(
        _ samples: Span<Float>, into output: inout [Float], energy: inout Double, peak: inout Float
    ) {
        precondition(output.count >= samples.count)
        unsafe samples.withUnsafeBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            // SAFETY: `output` has room for every sample, checked above.
            unsafe ck_high_pass_run(&filter, &output, base, samples.count, &energy, &peak)
        }
    }
}
