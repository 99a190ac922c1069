import Glibc

/// A second-order filter section, normalised so that a0 = 1 (Bristow-Johnson, "Audio EQ Cookbook").
struct Biquad {
    let b0, b1, b2, a1, a2: Float

    /// Low-pass; Q = 1/√2 is maximally flat.
    static func lowPass(hertz: Float, q: Float) -> Biquad {
        let (cosine, alpha) = angle(hertz, q)
        return Biquad(
            b: ((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2), a: (1 + alpha, -2 * cosine, 1 - alpha))
    }

    /// High-pass; Q = 1/√2 is maximally flat.
    static func highPass(hertz: Float, q: Float) -> Biquad {
        let (cosine, alpha) = angle(hertz, q)
        return Biquad(
            b: ((1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2), a: (1 + alpha, -2 * cosine, 1 - alpha))
    }

    /// A bell of `gainDB` around `hertz`.
    static func peak(hertz: Float, q: Float, gainDB: Float) -> Biquad {
        let (cosine, alpha) = angle(hertz, q)
        let a = Double(amplitudeRatio(decibels: gainDB / 2))
        return Biquad(
            b: (1 + alpha * a, -2 * cosine, 1 - alpha * a), a: (1 + alpha / a, -2 * cosine, 1 - alpha / a))
    }

    /// A shelf of `gainDB` above `hertz`, of slope 1.
    static func highShelf(hertz: Float, gainDB: Float) -> Biquad {
        let (cosine, alpha) = angle(hertz, Float(0.5).squareRoot())
        let a = Double(amplitudeRatio(decibels: gainDB / 2))
        let slope = 2 * a.squareRoot() * alpha
        return Biquad(
            b: (
                a * ((a + 1) + (a - 1) * cosine + slope), -2 * a * ((a - 1) + (a + 1) * cosine),
                a * ((a + 1) + (a - 1) * cosine - slope)
            ),
            a: (
                (a + 1) - (a - 1) * cosine + slope, 2 * ((a - 1) - (a + 1) * cosine),
                (a + 1) - (a - 1) * cosine - slope
            ))
    }

    /// Filters in place, from a state of zero (transposed direct form II).
    func apply(to samples: inout [Float]) {
        var span = samples.mutableSpan
        var z1: Float = 0
        var z2: Float = 0
        for index in 0..<span.count {
            // The constant, 360 dB down, keeps the state from turning denormal in digital silence.
            let input = span[index] + 1e-18
            let output = b0 * input + z1
            z1 = b1 * input - a1 * output + z2
            z2 = b2 * input - a2 * output
            span[index] = output
        }
    }

    private init(b: (Double, Double, Double), a: (Double, Double, Double)) {
        (b0, b1, b2) = (Float(b.0 / a.0), Float(b.1 / a.0), Float(b.2 / a.0))
        (a1, a2) = (Float(a.1 / a.0), Float(a.2 / a.0))
    }

    private static func angle(_ hertz: Float, _ q: Float) -> (cosine: Double, alpha: Double) {
        let omega = 2 * Double.pi * Double(hertz) / Double(AudioRate.hertz)
        return (cos(omega), sin(omega) / (2 * Double(q)))
    }
}
