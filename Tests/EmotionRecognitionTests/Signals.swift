import EmotionRecognition
import Glibc
import TestSupport

/// Signals for the recogniser's tests, 16 kHz, made the same way each time.
enum Signals {
    /// As many repetitions of `samples` as fill `seconds`; noise that repeats after ten seconds is as steady.
    static func looped(_ samples: [Float], _ seconds: Double) -> [Float] {
        let count = Int(seconds * 16000)
        var output: [Float] = []
        output.reserveCapacity(count)
        while output.count < count { output += samples.prefix(count - output.count) }
        return output
    }

    static func silence(_ seconds: Double) -> [Float] { [Float](repeating: 0, count: Int(seconds * 16000)) }

    /// White noise of this RMS level.
    static func white(_ seconds: Double, dBFS: Double, seed: UInt64 = 1) -> [Float] {
        var random = TestRandom(seed: seed)
        return scaled((0..<Int(seconds * 16000)).map { _ in random.signed() + random.signed() }, to: dBFS)
    }

    /// Noise that falls by 3 dB an octave: three leaky sums of white noise, a decade apart (after Kellet).
    static func pink(_ seconds: Double, dBFS: Double) -> [Float] {
        var random = TestRandom(seed: 2)
        var states: (Float, Float, Float) = (0, 0, 0)
        return scaled(
            (0..<Int(seconds * 16000)).map { _ in
                let white = random.signed()
                states.0 = 0.99765 * states.0 + white * 0.0990460
                states.1 = 0.96300 * states.1 + white * 0.2965164
                states.2 = 0.57000 * states.2 + white * 1.0526913
                return states.0 + states.1 + states.2 + white * 0.1848
            }, to: dBFS)
    }

    /// Mains hum: twelve harmonics of a whole number of hertz, falling by 6 dB an octave.
    static func hum(_ seconds: Double, hertz: Int, dBFS: Double) -> [Float] {
        let period = (0..<16000).map { n in
            Float(
                (1...12).reduce(0.0) { sum, harmonic in
                    let turns = Double(n * hertz * harmonic) / 16000 + 0.13 * Double(harmonic * harmonic)
                    return sum + sin(2 * .pi * turns) / Double(harmonic)
                })
        }
        return scaled((0..<Int(seconds * 16000)).map { period[$0 % 16000] }, to: dBFS)
    }

    /// A voice-like pulse train through a moving resonance, over a quiet floor.
    ///
    /// It speaks in syllables of 0.2 s in the ranges of time given, in seconds.
    static func voice(
        _ seconds: Double, voiced: [Range<Double>], pitchHertz: Double = 140, resonanceHertz: Double = 700
    ) -> [Float] {
        var random = TestRandom(seed: 3)
        var (y1, y2) = (Float(0), Float(0))
        var phase = 0.0
        return (0..<Int(seconds * 16000)).map { n in
            let time = Double(n) / 16000
            let syllable = time.truncatingRemainder(dividingBy: 0.2)
            let speaks = syllable < 0.15 && voiced.contains { $0.contains(time) }
            phase += pitchHertz * (1 + 0.6 * syllable) / 16000
            let pulse: Float = phase >= 1 && speaks ? 0.5 : 0
            if phase >= 1 { phase -= 1 }
            let cosine = Float(cos(2 * .pi * resonanceHertz * (0.8 + 2.5 * syllable) / 16000))
            let y = pulse + 2 * 0.97 * cosine * y1 - 0.97 * 0.97 * y2
            (y2, y1) = (y1, y)
            return 0.2 * y + 0.0005 * random.signed()
        }
    }

    private static func scaled(_ samples: [Float], to dBFS: Double) -> [Float] {
        let energy = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        let gain = Float(pow(10, dBFS / 20) / (energy / Double(samples.count)).squareRoot())
        return samples.map { max(-1, min(1, $0 * gain)) }
    }
}

/// Everything that a recogniser says of some samples, the stream's end included.
struct Heard {
    private(set) var events: [Recognition] = []

    init(_ samples: [Float], model: SpeechEmotionModel = randomModel(), hop: Double = 0.25) {
        var recognizer = Recognizer(model: model, hopSeconds: hop)
        recognizer.process(samples.span) { events.append($0) }
        recognizer.finish { events.append($0) }
    }

    var utterances: [Utterance] {
        events.compactMap { if case .utterance(let utterance) = $0 { utterance } else { nil } }
    }

    var estimates: [Estimate] {
        events.compactMap { if case .estimate(let estimate) = $0 { estimate } else { nil } }
    }
}
