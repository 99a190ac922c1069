import Testing

@testable import EmotionTraining

struct AugmentWaveformTests {
    typealias Options = WaveformAugmentation.Options

    /// Two bursts of a harmonic tone, each half a second, between digital zeros.
    static let speech: [Float] = (0..<32_000).map { index in
        guard (4000..<12_000).contains(index) || (18_000..<26_000).contains(index) else { return 0 }
        let phase = Double(index) * 200 / 16_000
        return Float(0.1 * (1...8).reduce(0.0) { $0 + sine(phase * Double($1)) / Double($1) })
    }

    static func generator(_ clip: UInt64 = 1) -> KeyedRandom {
        KeyedRandom(seed: 3, epoch: 1, clip: clip, purpose: .waveform)
    }

    static func augmented(
        _ samples: [Float] = speech, clip: UInt64 = 1, noise: NoiseLibrary = .empty,
        _ change: (inout Options) -> Void
    ) -> [Float] {
        var options = Options.none
        change(&options)
        var random = generator(clip)
        return WaveformAugmentation(options: options, noise: noise).augment(samples, using: &random)
    }

    static func power(_ samples: [Float]) -> Double {
        samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(samples.count, 1))
    }

    @Test func theSameKeyGivesTheSameSamplesOnEveryThread() async {
        let noise = NoiseLibrary(recordings: [Self.whiteNoise])
        let augmentation = WaveformAugmentation(noise: noise)
        @Sendable func run(_ clip: UInt64) -> [Float] {
            var random = Self.generator(clip)
            return augmentation.augment(Self.speech, using: &random)
        }
        let alone = (0..<12).map { run($0) }
        let together = Array(0..<UInt64(12)).concurrentMap { run($0) }
        #expect(alone == together)
        #expect(Set(alone).count == 12)
    }

    @Test func withEveryPartOffTheSamplesStay() {
        #expect(Self.augmented { _ in } == Self.speech)
        #expect(Self.augmented([]) { $0 = Options() } == [])
    }

    @Test func everyDrawStaysFiniteAndWithinFullScale() {
        let noise = NoiseLibrary(recordings: [Self.whiteNoise, [Float](repeating: 0, count: 100) + [0.5]])
        let inputs = [
            Self.speech, [Float](repeating: 0, count: 8000), [0.5], [Float](repeating: 1, count: 401),
        ]
        for (index, input) in inputs.enumerated() {
            for clip in 0..<25 {
                let output = Self.augmented(input, clip: UInt64(100 * index + clip), noise: noise) {
                    $0 = Options()
                }
                #expect(output.allSatisfy { $0.isFinite && abs($0) <= 1 })
            }
        }
    }

    @Test(arguments: [Float(0.88), 0.95, 1.12])
    func speedChangesLengthAndPitchAlike(factor: Float) {
        let output = Self.augmented { $0.speed = .always(factor) }
        #expect(output.count == Int((32_000 / Double(factor)).rounded()))
        // The tone's fundamental of 200 Hz: correlate with the scaled tone in the first burst's middle.
        let middle = Int(8000 / factor)
        let piece = output[(middle - 1600)..<(middle + 1600)].map(Double.init)
        func strength(_ hertz: Double) -> Double {
            let phases = piece.indices.map { Double($0) * hertz / 16_000 }
            let inPhase = zip(piece, phases).reduce(0) { $0 + $1.0 * sine($1.1) }
            let quadrature = zip(piece, phases).reduce(0) { $0 + $1.0 * sine($1.1 + 0.25) }
            return inPhase * inPhase + quadrature * quadrature
        }
        #expect(strength(200 * Double(factor)) > 10 * strength(200))
    }

    @Test(arguments: [Float(5), 17, 30])
    func syntheticNoiseHasTheRatioAskedForOverTheSpeech(decibels: Float) {
        for clip: UInt64 in 0..<6 {
            let output = Self.augmented(clip: clip) { $0.syntheticNoiseDB = .always(decibels) }
            #expect(abs(Self.signalToNoiseDB(output) - Double(decibels)) < 0.1)
        }
    }

    @Test func recordedNoiseHasTheRatioAskedForOverTheSpeech() {
        let noise = NoiseLibrary(recordings: [Self.whiteNoise])
        let output = Self.augmented(noise: noise) { $0.recordedNoiseDB = .always(12) }
        #expect(abs(Self.signalToNoiseDB(output) - 12) < 0.1)
    }

    @Test func noiseBetweenTheWordsIsNotBlownUp() {
        // A recording that is loud only where the speech pauses, and whispers under it.
        var random = Self.generator()
        let hiss = random.whiteNoise(count: 32_000)
        let noise = zip(hiss, Self.speech).map { $1 == 0 ? 0.5 * $0 : 1e-5 * $0 }
        var output = Self.speech
        Noise.add(noise, to: &output, signalToNoiseDB: 5)
        let pauses = zip(output, Self.speech).filter { $1 == 0 }.map(\.0)
        // Half of the clip is pause, so the limit lets them be 10 · 2 / 10^0.5 as strong as the speech.
        #expect(Self.power(pauses) < 6.5 * Double(SpeechLevel(Self.speech).speechPower))
    }

    @Test func withoutRecordingsNoNoiseIsAdded() {
        #expect(Self.augmented { $0.recordedNoiseDB = .always(5) } == Self.speech)
    }

    @Test(arguments: [Float(-20), -6, 0, 6])
    func gainIsTheOneDrawn(decibels: Float) {
        let output = Self.augmented { $0.gainDB = .always(decibels) }
        let measured = 10 * decadicLogarithm(Self.power(output) / Self.power(Self.speech))
        #expect(abs(measured - Double(decibels)) < 0.01)
    }

    @Test func gainOverdrivesNoFurtherThanAllowed() {
        let loud = Self.speech.map { $0 * 4 }
        let output = Self.augmented(loud) { $0.gainDB = .always(20) }
        let clipped = output.count { abs($0) == 1 }
        #expect(clipped > 0)
        #expect(output.peak == 1)
        // 3 dB over full scale: the gain that was left is 1.41 over the peak.
        let unclipped = zip(loud, output).filter { abs($1) > 0.01 && abs($1) < 1 }
        let gain = unclipped[0].1 / unclipped[0].0
        #expect(abs(gain * loud.peak - 1.4125) < 0.001)
    }

    @Test(arguments: [Float(-80), -60, -45])
    func theNoiseFloorHasTheLevelDrawn(level: Float) {
        let output = Self.augmented([Float](repeating: 0, count: 64_000)) {
            $0.noiseFloorDBFS = .always(level)
        }
        // Pink noise's slowest part swings by tenths of a decibel in four seconds.
        #expect(abs(10 * decadicLogarithm(Self.power(output)) - Double(level)) < 1)
    }

    @Test func pinkNoiseFallsByThreeDecibelsAnOctaveAndHasUnitVariance() {
        var random = Self.generator()
        let pink = Noise.pink(from: random.whiteNoise(count: 1 << 17))
        #expect(abs(Self.power(pink) - 1) < 0.1)
        func octave(below hertz: Float) -> Double {
            var band = pink
            for _ in 0..<2 {
                Biquad.lowPass(hertz: hertz, q: 0.7071).apply(to: &band)
                Biquad.highPass(hertz: hertz / 2, q: 0.7071).apply(to: &band)
            }
            return Self.power(band)
        }
        // Equal power in each octave.
        let octaves = [500, 1000, 2000, 4000].map { octave(below: $0) }
        #expect(octaves.max()! / octaves.min()! < 1.3)
    }

    @Test func theLeadInIsTheBackgroundOfTheClip() {
        var random = Self.generator()
        var noisy = Self.speech
        noisy.add(random.whiteNoise(count: noisy.count), scaledBy: amplitudeRatio(decibels: -50))
        let output = Self.augmented(noisy) { $0.leadInSeconds = .always(0.5) }
        #expect(output.count == noisy.count + 8000)
        #expect(Array(output[8000...]) == noisy)
        let level = 10 * decadicLogarithm(Self.power(Array(output[..<8000])))
        // The quietest twentieth of white noise lies a little below its mean.
        #expect(level < -50 && level > -52)
    }

    private static let whiteNoise: [Float] = {
        var random = KeyedRandom(seed: 11, epoch: 0, clip: 0, purpose: .waveform)
        return random.whiteNoise(count: 20_000).map { $0 * 0.01 }
    }()

    /// Speech over what was added to it, where there is speech.
    private static func signalToNoiseDB(_ output: [Float]) -> Double {
        let level = SpeechLevel(speech)
        let added = zip(output, speech).map { $0 - $1 }
        return 10 * decadicLogarithm(Double(level.speechPower) / Double(level.power(underSpeech: added)))
    }
}
