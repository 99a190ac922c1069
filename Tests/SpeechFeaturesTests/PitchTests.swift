import Glibc
import Testing

@testable import SpeechFeatures

@Suite struct PitchTests {
    /// log-F0 and voicing of every frame of a tone of five harmonics whose pitch glides.
    private func frames(from low: Double, to high: Double, gain: Float = 0.3) -> [(
        hertz: Double, voicing: Float
    )] {
        var phase = 0.0
        let samples = (0..<16000).map { index in
            phase += 2 * .pi * (low + (high - low) * Double(index) / 16000) / 16000
            return gain * Float((1...5).reduce(0.0) { $0 + sin(Double($1) * phase) / Double($1) })
        }
        var extractor = FrameExtractor(options: FeatureOptions())
        var found: [(Double, Float)] = []
        var offset = 0
        while extractor.next(samples, from: &offset) {
            found.append((exp(Double(extractor.frame.logF0)), extractor.frame.voicing))
        }
        return found
    }

    @Test(arguments: [(90.0, 90.0), (118, 118), (207, 207), (331, 331), (100, 200), (380, 220)])
    func thePitchOfAVoiceIsFoundWithinThreePercent(low: Double, high: Double) {
        // The first frames look back beyond the beginning.
        for (index, frame) in frames(from: low, to: high).enumerated().dropFirst(4) {
            // The correlation's centre lies a quarter of a window before the frame's end.
            let expected = low + (high - low) * (Double(index) * 160 + 250) / 16000
            #expect(
                abs(frame.hertz - expected) < 0.03 * expected, "frame \(index): \(frame.hertz), \(expected)")
            #expect(frame.voicing > 0.8)
        }
    }

    @Test func levelChangesNeitherPitchNorVoicing() {
        let (loud, quiet) = (frames(from: 150, to: 180), frames(from: 150, to: 180, gain: 0.003))
        for (one, other) in zip(loud, quiet).dropFirst(4) {
            #expect(abs(one.hertz - other.hertz) < 0.01 * one.hertz)
            #expect(abs(one.voicing - other.voicing) < 0.01)
        }
    }

    @Test func thePitchIsTakenAgainstTheSpeakersOwn() {
        // Two voices an octave apart that rise by a fifth of an octave after a second: alike once known.
        func last(_ base: Float) -> Float {
            var normalizer = PitchNormalizer()
            for _ in 0..<100 { _ = normalizer.normalize(logF0: base, voicing: 0.9) }
            return normalizer.normalize(logF0: base + 0.14, voicing: 0.9).pitch
        }
        let (low, high) = (last(logf(110)), last(logf(220)))
        #expect(low > 0.3 && high > 0.3 && abs(low - high) < 0.4)
    }

    @Test func whatIsNotVoicedHasNoPitchAndTeachesNone() {
        var normalizer = PitchNormalizer()
        for _ in 0..<50 { #expect(normalizer.normalize(logF0: 6.2, voicing: 0.4).pitch == 0) }
        var fresh = PitchNormalizer()
        #expect(
            normalizer.normalize(logF0: 5, voicing: 0.9).pitch
                == fresh.normalize(logF0: 5, voicing: 0.9).pitch)
        normalizer.reset()
        fresh.reset()
        #expect(
            normalizer.normalize(logF0: 5, voicing: 0.7) == fresh.normalize(logF0: 5, voicing: 0.7))
    }
}
