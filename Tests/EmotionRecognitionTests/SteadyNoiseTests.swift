import EmotionRecognition
import Testing

/// Something that sounds for as long as one likes and is not speech.
struct SteadyNoise: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Ten seconds of it, to be repeated.
    let samples: [Float]

    private init(_ name: String, _ dBFS: Double, _ make: (Double) -> [Float]) {
        testDescription = "\(name) at \(dBFS) dBFS"
        samples = make(dBFS)
    }

    static let all: [SteadyNoise] = [
        .init("white", -65) { Signals.white(10, dBFS: $0) },
        .init("white", -6) { Signals.white(10, dBFS: $0) },
        .init("pink", -55) { Signals.pink(10, dBFS: $0) },
        .init("pink", -20) { Signals.pink(10, dBFS: $0) },
        .init("hum of 60 Hz", -45) { Signals.hum(10, hertz: 60, dBFS: $0) },
        .init("hum of 50 Hz", -12) { Signals.hum(10, hertz: 50, dBFS: $0) },
    ]
}

@Suite struct SteadyNoiseTests {
    @Test(arguments: SteadyNoise.all)
    func aMinuteOfSteadyNoiseHasNoEmotion(noise: SteadyNoise) {
        expectNothing(in: Signals.looped(noise.samples, 60))
    }

    @Test(arguments: SteadyNoise.all)
    func aMinuteOfNoiseThatStartsSuddenlyHasNoEmotion(noise: SteadyNoise) {

        expectNothing(in: Signals.silence(3) + Signals.looped(noise.samples, 60))

    }

    private func expectNothing(in samples: [Float]) {
        let heard = Heard(samples)
        #expect(heard.utterances.isEmpty)
        #expect(heard.estimates.count == samples.count / 4000)
        for estimate in heard.estimates {
            #expect(estimate.state != .speech, "\(estimate.end) s")
            #expect(estimate.emotion == nil && estimate.raw == nil && estimate.smoothed == nil)
        }
    }
}
