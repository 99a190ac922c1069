/// The second-order Butterworth high-pass in front of everything.
///
/// Coefficients are those of `scipy.signal.butter(2, corner, 'highpass', fs=rate)`: the analogue
/// prototype 1/(s² + √2·s + 1) through the bilinear transform with the corner pre-warped.
/// Runs in double precision in transposed direct form II from a zero state and rounds to float, so the
/// output does not depend on how the signal is cut. Removes DC and rumble, which tell corpora apart.
public struct HighPassFilter: Sendable {
    private let b0: Double
    private let b1: Double
    private let a1: Double
    private let a2: Double
    private var z1 = 0.0
    private var z2 = 0.0

    /// A filter with its corner at `cornerHz` for audio at `sampleRateHz`.
    public init(cornerHz: Double = 50, sampleRateHz: Double = 16000) {
        let k = tangent(.pi * cornerHz / sampleRateHz)
        let norm = 1 / (1 + 2.0.squareRoot() * k + k * k)
        b0 = norm
        b1 = -2 * norm
        a1 = 2 * (k * k - 1) * norm
        a2 = (1 - 2.0.squareRoot() * k + k * k) * norm
    }

    /// The filter in front of the features of `options`.
    public init(options: FeatureOptions) {
        self.init(cornerHz: options.highPassHz, sampleRateHz: Double(options.sampleRateHz))
    }

    /// Forgets the past: the next sample is the first.
    public mutating func reset() {
        z1 = 0
        z2 = 0
    }

    /// The filter's answer to one more sample.
    @inline(__always)
    public mutating func process(_ sample: Float) -> Float {
        let x = Double(sample)
        let y = b0 * x + z1
        z1 = b1 * x - a1 * y + z2
        z2 = b0 * x - a2 * y
        return Float(y)
    }

    /// Filters `samples` in place.
    public mutating func process(_ samples: inout MutableSpan<Float>) {
        for index in samples.indices { samples[index] = process(samples[index]) }
    }
}
