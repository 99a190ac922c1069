import Glibc
import TestSupport

func sine(_ x: Double) -> Double { sin(x) }

/// Signals for the voice activity tests, 16 kHz, made the same way each time.
enum SyntheticSignal {
    static let rate = 16000

    static func silence(seconds: Double) -> [Float] {
        [Float](repeating: 0, count: Int(seconds * Double(rate)))
    }

    /// Gaussian-like white noise (sum of four uniforms) of this level in dBFS.
    static func white(level: Double, seconds: Double) -> [Float] {
        scaled(gaussian(count: Int(seconds * Double(rate))), to: level)
    }

    /// Noise that falls by 3 dB an octave: white noise through Kellet's filter.
    static func pink(level: Double, seconds: Double) -> [Float] {
        let poles: [Float] = [0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616]
        let gains: [Float] = [0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522, -0.0168980]
        var states = [Float](repeating: 0, count: poles.count)
        var delayed: Float = 0
        var output = gaussian(count: Int(seconds * Double(rate)))
        for index in output.indices {
            let white = output[index]
            var sum = delayed + white * 0.5362
            for pole in 0..<6 {
                states[pole] = poles[pole] * states[pole] + gains[pole] * white
                sum += states[pole]
            }
            delayed = white * 0.115926
            output[index] = sum
        }
        return scaled(output, to: level)
    }

    /// The first `count` harmonics of a steady pitch, falling by 6 dB an octave: mains hum, or a held note.
    static func harmonics(of hertz: Double, count: Int, level: Double, seconds: Double) -> [Float] {
        // One second repeats: the pitch is a whole number of hertz.
        let period = (0..<rate).map { index in
            Float(
                (1...count).reduce(0.0) { sum, harmonic in
                    let angle =
                        2 * .pi * Double(harmonic)
                        * (hertz * Double(index) / Double(rate) + 0.13 * Double(harmonic))
                    return sum + sin(angle) / Double(harmonic)
                })
        }
        return scaled((0..<Int(seconds * Double(rate))).map { period[$0 % rate] }, to: level)
    }

    /// Adds two signals, the second from `start` seconds on.
    static func mix(_ base: [Float], _ other: [Float], at start: Double = 0) -> [Float] {
        var sum = base
        let first = Int(start * Double(rate))
        for index in 0..<min(other.count, base.count - first) { sum[first + index] += other[index] }
        return sum
    }

    /// The signal at this RMS level in dBFS.
    static func scaled(_ samples: [Float], to level: Double) -> [Float] {
        var energy = 0.0
        for sample in samples { energy += Double(sample) * Double(sample) }
        let gain = Float(pow(10, level / 20) / (energy / Double(samples.count)).squareRoot())
        return samples.map { $0 * gain }
    }

    private static func gaussian(count: Int) -> [Float] {
        var state: UInt64 = 0x1234_5678_9ABC_DEF1
        var output = [Float](repeating: 0, count: count)
        for index in 0..<count {
            // Xorshift64 (Marsaglia 2003); its four 16-bit parts, summed, are near enough to a normal variable.
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let parts = (state & 0xFFFF) + (state >> 16 & 0xFFFF) + (state >> 32 & 0xFFFF) + state >> 48
            output[index] = Float(parts) - 131_070
        }
        return output
    }
}
