/// Noise under speech: recorded or made, at a ratio to the speech or at an absolute level.
enum Noise {
    /// Adds `noise` so that the speech is `signalToNoiseDB` above it, both over the blocks of speech.
    ///
    /// Noise of short events may lie almost wholly between the words; there the level of the whole
    /// recording limits the gain, or a click's last traces would be blown up into a roar.
    static func add(_ noise: [Float], to samples: inout [Float], signalToNoiseDB: Float) {
        let level = SpeechLevel(samples)
        let wholePower = noise.reduce(0) { $0 + $1 * $1 } / Float(max(noise.count, 1))
        let noisePower = max(level.power(underSpeech: noise), 0.1 * wholePower)
        guard noisePower > 0, level.speechPower > 0 else { return }
        let gain = (level.speechPower / noisePower).squareRoot() / amplitudeRatio(decibels: signalToNoiseDB)
        samples.add(noise, scaledBy: gain)
    }

    /// White noise, or with equal chance pink, of unit variance.
    static func whiteOrPink(count: Int, using random: inout KeyedRandom) -> [Float] {
        let isPink = random.chance(0.5)
        let white = random.whiteNoise(count: count)
        return isPink ? pink(from: white) : white
    }

    /// Noise whose power falls by about 3 dB an octave: three one-pole filters in parallel (Kellet's
    /// "economy" filter), scaled to unit variance for white noise of unit variance.
    static func pink(from white: [Float]) -> [Float] {
        var slow: Float = 0
        var middle: Float = 0
        var fast: Float = 0
        return white.map { sample in
            slow = 0.99765 * slow + 0.0990460 * sample
            middle = 0.96300 * middle + 0.2965164 * sample
            fast = 0.57000 * fast + 1.0526913 * sample
            return (slow + middle + fast + 0.1848 * sample) * pinkScale
        }
    }

    /// One over the root of the energy of the filter's impulse response.
    ///
    /// With poles pᵢ and gains gᵢ its energy is
    /// 0.1848² + 2 · 0.1848 · Σ gᵢ + Σᵢⱼ gᵢ gⱼ / (1 − pᵢ pⱼ).
    static let pinkScale: Float = {
        let poles = [0.99765, 0.96300, 0.57000]
        let gains = [0.0990460, 0.2965164, 1.0526913]
        var energy = 0.1848 * 0.1848 + 2 * 0.1848 * gains.reduce(0, +)
        for i in 0..<3 {
            for j in 0..<3 { energy += gains[i] * gains[j] / (1 - poles[i] * poles[j]) }
        }
        return Float(1 / energy.squareRoot())
    }()
}
