import Testing

@testable import EmotionTraining

struct AugmentFilterTests {
    /// Gain in decibels at a frequency, from the steady second half of a filtered sine.
    static func gainDB(at hertz: Double, _ filter: (inout [Float]) -> Void) -> Double {
        let tone = (0..<16_000).map { Float(0.5 * sine(Double($0) * hertz / 16_000)) }
        var output = tone
        filter(&output)
        let power = AugmentWaveformTests.power
        return 10 * decadicLogarithm(power(Array(output[8000...])) / power(Array(tone[8000...])))
    }

    @Test func sectionsHaveTheGainsOfTheirDefinitions() {
        let flat = Float(0.5).squareRoot()
        func gain(_ section: Biquad, _ hertz: Double) -> Double {
            Self.gainDB(at: hertz) { section.apply(to: &$0) }
        }
        #expect(abs(gain(.lowPass(hertz: 1000, q: flat), 1000) + 3.01) < 0.02)
        #expect(abs(gain(.lowPass(hertz: 1000, q: flat), 50)) < 0.02)
        #expect(abs(gain(.highPass(hertz: 1000, q: flat), 1000) + 3.01) < 0.02)
        #expect(gain(.highPass(hertz: 1000, q: flat), 100) < -39)
        #expect(abs(gain(.peak(hertz: 2000, q: 1, gainDB: 6), 2000) - 6) < 0.02)
        #expect(abs(gain(.peak(hertz: 2000, q: 1, gainDB: -6), 50)) < 0.02)
        #expect(abs(gain(.highShelf(hertz: 1000, gainDB: 6), 1000) - 3) < 0.02)
        #expect(abs(gain(.highShelf(hertz: 1000, gainDB: 6), 50)) < 0.05)
        #expect(abs(gain(.highShelf(hertz: 1000, gainDB: -6), 7000) + 6) < 0.05)
    }

    @Test func aBandLimitIsSteepAndFlat() {
        func gain(_ hertz: Double) -> Double {
            Self.gainDB(at: hertz) { Microphone.limitBand(&$0, hertz: 3700) }
        }
        #expect(abs(gain(3700) + 3.01) < 0.05)
        #expect(abs(gain(2500)) < 0.2)
        #expect(gain(6000) < -45)
    }

    @Test func colouringStaysWithinItsStrength() {
        for clip: UInt64 in 0..<20 {
            for hertz in [300.0, 1000, 3000] {
                var random = KeyedRandom(seed: 4, epoch: 0, clip: clip, purpose: .waveform)
                let gain = Self.gainDB(at: hertz) { Microphone.colour(&$0, strengthDB: 6, using: &random) }
                // Three filters of at most 6 dB, and the flanks of two limits.
                #expect(gain < 18.5 && gain > -22)
            }
        }
    }

    @Test(arguments: [Float(0.1), 0.35, 0.6])
    func aRoomDecaysAsItsReverberationTimeSays(seconds: Float) {
        var random = KeyedRandom(seed: 5, epoch: 0, clip: 0, purpose: .waveform)
        let room = RoomResponse(reverberationSeconds: seconds, directToReverberantDB: 6, using: &random)
        let energy = room.gains.reduce(0) { $0 + Double($1) * Double($1) }
        #expect(abs(10 * decadicLogarithm(energy) + 6) < 0.01)
        #expect(room.delays == room.delays.sorted() && room.delays[0] > 0)
        // From the first to the last reflection: 40 dB.
        let fall = 20 * decadicLogarithm(Double(abs(room.gains[0] / room.gains.last!)))
        #expect(abs(fall - 40) < 1)
        #expect(abs(Float(room.delays.last! - room.delays[0]) / 16_000 - seconds * 2 / 3) < 0.002)
    }

    /// Blocks, groups of four and the remainder give what the definition gives.
    @Test func reflectionsAreAConvolution() {
        var random = KeyedRandom(seed: 6, epoch: 0, clip: 0, purpose: .waveform)
        let samples = random.whiteNoise(count: 5000)
        for seconds: Float in [0.01, 0.013, 0.1] {
            let room = RoomResponse(reverberationSeconds: seconds, directToReverberantDB: 3, using: &random)
            var expected = samples
            var state: Float = 0
            for index in samples.indices {
                var sum: Float = 0
                for (delay, gain) in zip(room.delays, room.gains) where delay <= index {
                    sum += gain * samples[index - delay]
                }
                state = sum * (1 - room.damping) + state * room.damping
                expected[index] += state
            }
            var output = samples
            room.apply(to: &output)
            #expect(zip(output, expected).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func theDirectPathPassesUntouched() {
        var impulse = [Float](repeating: 0, count: 4000)
        impulse[0] = 1
        var random = KeyedRandom(seed: 7, epoch: 0, clip: 0, purpose: .waveform)
        let room = RoomResponse(reverberationSeconds: 0.3, directToReverberantDB: 6, using: &random)
        room.apply(to: &impulse)
        #expect(abs(impulse[0] - 1) < 1e-6)
        #expect(impulse[1..<room.delays[0]].allSatisfy { abs($0) < 1e-6 })
    }
}
