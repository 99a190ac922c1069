internal import CKernels

/// The second-order Butterworth high-pass in front of everything.
///
/// Coefficients are those of `scipy.signal.butter(2, corner, 'highpass', fs=rate)`: the analogue
/// prototype 1/(s² + √2·s + 1) through the bilinear transform with the corner pre-warped.
/// Runs in double precision from a zero state and rounds to float; every sample is made by the same arithmetic, so the
/// output does not depend on how the signal is cut. Removes DC and rumble, which tell corpora apart.
public struct HighPassFilter: Sendable {
    private var filter = ck_high_pass()

    /// A filter with its corner at `cornerHz` for audio at `sampleRateHz`.
    public init(cornerHz: Double = 50, sampleRateHz: Double = 16000) {
        let k = tangent(.pi * cornerHz / sampleRateHz)
        let norm = 1 / (1 + 2.0.squareRoot() * k + k * k)
        let a1 = 2 * (k * k - 1) * norm
        let a2 = (1 - 2.0.squareRoot() * k + k * k) * norm
        filter.b0 = norm
        filter.a1 = a1
        filter.a2 = a2
        filter.c1 = 2 * a2 - a1 * a1
        filter.c2 = a2 * a2
        filter.d1 = 2 * filter.c2 - filter.c1 * filter.c1
        filter.d2 = filter.c2 * filter.c2
    }

    /// The filter in front of the features of `options`.
    public init(options: FeatureOptions) {
        self.init(cornerHz: options.highPassHz, sampleRateHz: Double(options.sampleRateHz))
    }

    /// Forgets the past: the next sample is the first.
    public mutating func reset() {
        filter.x = (0, 0)
        filter.v = (0, 0)
        filter.u = (0, 0, 0, 0)
        filter.y = (0, 0, 0, 0, 0, 0, 0, 0)
    }

    /// The filter's answer to more samples.
    public mutating func filtered(_ samples: [Float]) -> [Float] {
        var output = samples
        var span = output.mutableSpan
        process(&span)
        return output
    }

    /// Filters `samples` in place.
    public mutating func process(_ samples: inout MutableSpan<Float>) {
        unsafe samples.withUnsafeMutableBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            // SAFETY: the buffer's own values, in place.
            unsafe ck_high_pass_run(&filter, base, base, samples.count)
        }
    }

    /// Filters `samples` into the front of `output`, which has room for as many.
    package mutating func process(_ samples: Span<Float>, into output: inout [Float]) {
        precondition(output.count >= samples.count)
        unsafe samples.withUnsafeBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            // SAFETY: `output` has room for every sample, checked above.
            unsafe ck_high_pass_run(&filter, &output, base, samples.count)
        }
    }
}
