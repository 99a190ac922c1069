import AudioFiles
import Testing

@testable import EmotionTraining

@Suite struct EvaluationChangeTests {
    private static let speech: [Float] = {
        var voice = SyntheticVoice(pitchHertz: 140, resonanceHertz: 800)
        voice.speaking = 0.2..<1.4
        return voice.samples(seconds: 1.6, seed: 5)
    }()

    private func apply(_ change: ClipChange, noise: NoiseLibrary = .empty) throws -> (
        samples: [Float], start: Double
    ) {
        var random = KeyedRandom(seed: 1, epoch: 0, clip: 7, purpose: .changedClip)
        return try change.apply(to: Self.speech, noise: noise, random: &random) {
            () throws(AudioFileError) in [Float](repeating: 0.25, count: 8000)
        }
    }

    private func power(_ samples: some Collection<Float>) -> Double {
        samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    }

    @Test(arguments: [Float(20), 10, 0])
    func noiseLiesSoFarBelowTheSpeech(decibels: Float) throws {
        var random = KeyedRandom(seed: 3, epoch: 0, clip: 0, purpose: .whiteNoise)
        let library = NoiseLibrary(recordings: [random.whiteNoise(count: 50_000)])
        let noisy = try apply(.noise(decibels: decibels), noise: library)
        let added = zip(noisy.samples, Self.speech).map { $0 - $1 }
        let level = SpeechLevel(Self.speech)
        let ratio = level.speechPower / level.power(underSpeech: added)
        #expect(abs(10 * logarithm(Double(ratio)) / logarithm(10) - Double(decibels)) < 0.05)
        #expect(noisy.start == 0 && noisy.samples.count == Self.speech.count)
    }

    @Test func gainChangesNothingButTheLevel() throws {
        let louder = try apply(.gain(decibels: 6)).samples
        #expect(abs(power(louder) / power(Self.speech) - 3.981) < 0.001)
        let quieter = try apply(.gain(decibels: -20)).samples
        #expect(zip(quieter, Self.speech).allSatisfy { abs($0 - 0.1 * $1) < 1e-7 })
    }

    /// White noise of 8 kHz bandwidth keeps about half of its power below 4 kHz, and nothing above.
    @Test func aHeadsetSendsNothingAboveFourKilohertz() throws {
        var random = KeyedRandom(seed: 1, epoch: 0, clip: 0, purpose: .changedClip)
        let noise = random.whiteNoise(count: 32_000)
        let limited = try ClipChange.bandLimit.apply(to: noise, noise: .empty, random: &random) {
            () throws(AudioFileError) in []
        }.samples
        #expect(limited.count == noise.count)
        #expect(power(limited) > 0.4 && power(limited) < 0.51)
        var (high, before) = (limited, noise)
        let upper = Biquad.highPass(hertz: 5000, q: 0.707)
        upper.apply(to: &high)
        upper.apply(to: &before)
        #expect(power(high) < 0.05 * power(before))
    }

    @Test func whatComesBeforeAClipIsNotTheClip() throws {
        let silence = try apply(.behindSilence(seconds: 3))
        #expect(silence.start == 3 && silence.samples.prefix(48_000).allSatisfy { $0 == 0 })
        #expect(Array(silence.samples.dropFirst(48_000)) == Self.speech)
        let room = try apply(.behindRoomNoise(seconds: 3))
        #expect(room.start == 3 && Array(room.samples.dropFirst(48_000)) == Self.speech)
        #expect(abs(power(room.samples.prefix(48_000)) / 1e-6 - 1) < 0.3)
        let second = try apply(.secondInStream)
        #expect(second.start == 1.5 && second.samples[7_999] == 0.25 && second.samples[8_000] == 0)
        #expect(Array(second.samples.dropFirst(24_000)) == Self.speech)
    }

    @Test func theDrawIsOfEachEmotionOfEachCorpus() {
        let outcomes = (0..<40).map { index in
            HandMade.outcome(
                HandMade.clip(
                    "\(index)", corpus: index < 30 ? .cremaD : .tess, label: index % 3 == 0 ? 1 : 0),
                answer: 0)
        }
        let drawn = ClipSubset.draw(outcomes, size: 6, seed: 1)
        let counts = Dictionary(grouping: drawn) { "\($0.clip.corpus.rawValue) \($0.truth)" }.mapValues(
            \.count)
        #expect(counts == ["crema-d 0": 3, "crema-d 1": 3, "tess 0": 3, "tess 1": 3])
        #expect(ClipSubset.draw(outcomes, size: 6, seed: 1).map(\.clip) == drawn.map(\.clip))
        #expect(ClipSubset.draw(outcomes, size: 6, seed: 2).map(\.clip) != drawn.map(\.clip))
        #expect(ClipSubset.draw(outcomes, size: nil, seed: 1).count == 40)
        // Where there are too few of an emotion, the others fill up.
        #expect(ClipSubset.draw(Array(outcomes.suffix(10)), size: 9, seed: 1).count == 9)
    }
}
