import Testing

@testable import EmotionTraining

struct AugmentLogMelTests {
    typealias Options = LogMelAugmentation.Options
    static let bands = 64
    static let count = 120

    /// A peak that wanders over the bands, on a slope.
    static let frames: [Float] = (0..<count).flatMap { frame in
        (0..<bands).map { band in
            let distance = Double(band) - 30 - 8 * sine(Double(frame) / 60)
            return Float(-6 + 8 / (1 + distance * distance / 16) + 0.01 * Double(frame))
        }
    }

    static func augmented(_ input: [Float] = frames, clip: UInt64 = 1, _ change: (inout Options) -> Void)
        -> [Float]
    {
        var options = Options.none
        change(&options)
        var random = KeyedRandom(seed: 9, epoch: 2, clip: clip, purpose: .logMel)
        var output = input
        LogMelAugmentation(options: options).apply(to: &output, using: &random)
        return output
    }

    @Test func theSameKeyGivesTheSameFrames() {
        let first = (0..<20).map { Self.augmented(clip: $0) { $0 = Options() } }
        let second = (0..<20).map { Self.augmented(clip: $0) { $0 = Options() } }
        #expect(first == second)
        #expect(Set(first).count == 20)
        for frames in first {
            #expect(frames.count.isMultiple(of: Self.bands))
            #expect(frames.allSatisfy { $0.isFinite && $0 >= LogMelAugmentation.silence })
        }
    }

    @Test func withEveryPartOffTheFramesStay() {
        #expect(Self.augmented { _ in } == Self.frames)
        #expect(Self.augmented([]) { $0 = Options() } == [])
    }

    @Test(arguments: [Float(0.9), 1, 1.1])
    func tempoChangesTheNumberOfFrames(factor: Float) {
        let output = Self.augmented { $0.tempo = .always(factor) }
        let count = Int((Float(Self.count) / factor).rounded())
        #expect(output.count == count * Self.bands)
        #expect(Array(output[..<Self.bands]) == Array(Self.frames[..<Self.bands]))
        // Band 63 rises almost linearly in time: the same value at the same place of the clip.
        let row = count / 2
        let position = Float(row) * factor
        let lower = Int(position)
        let (a, b) = (Self.frames[lower * Self.bands + 63], Self.frames[(lower + 1) * Self.bands + 63])
        #expect(abs(output[row * Self.bands + 63] - (a + (position - Float(lower)) * (b - a))) < 1e-4)
    }

    @Test(arguments: [Float(-2), -0.5, 1, 2])
    func anEvenShiftMovesEveryBandAlike(bands shift: Float) {
        let output = Self.augmented { $0.bandShift = .always(shift) }
        let place = 30 + shift
        let lower = Int(place)
        let expected =
            Self.frames[lower] + (place - Float(lower)) * (Self.frames[lower + 1] - Self.frames[lower])
        #expect(abs(output[30] - expected) < 1e-4)
    }

    @Test func aWarpStaysWithinTheBandsItMayMoveBy() {
        // Each value of a band index ramp tells where it came from.
        let ramp = (0..<Self.bands).map(Float.init)
        for clip: UInt64 in 0..<50 {
            let output = Self.augmented(ramp, clip: clip) {
                $0.bandShift = Draw(probability: 1, range: -2...2)
            }
            #expect(zip(output, ramp).allSatisfy { abs($0 - $1) <= 2.0001 })
            #expect(zip(output, output.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test func gainAndTiltAreTheOnesDrawn() {
        let gained = Self.augmented { $0.gainDB = .always(10) }
        #expect(zip(gained, Self.frames).allSatisfy { abs($0 - $1 - 2.302585) < 1e-5 })
        let tilted = Self.augmented { $0.tiltDB = .always(6) }
        let slope = zip(tilted, Self.frames).map { $0 - $1 }
        #expect(abs(slope[63] - slope[0] - 1.381551) < 1e-5)
        #expect(abs(slope[63] + slope[0]) < 1e-5)
    }

    @Test func nothingFallsBelowDigitalSilence() {
        let quiet = [Float](repeating: -15.5, count: Self.bands)
        let output = Self.augmented(quiet) { $0.gainDB = .always(-20) }
        #expect(output == [Float](repeating: LogMelAugmentation.silence, count: Self.bands))
    }

    @Test func aFloorAddsEnergies() {
        let values = (0..<640).map { -16 + Float($0) * 0.05 }
        let output = Self.augmented(values) { $0.floor = .always(-8) }
        for (value, result) in zip(values, output) {
            #expect(abs(Double(result) - logarithmOfSum(Double(value), -8)) < 0.015)
        }
    }

    @Test(arguments: [LogMelAugmentation.MaskFill.bandMean, .silence])
    func masksHideNoMoreThanAllowed(fill: LogMelAugmentation.MaskFill) {
        var hidden = 0
        for clip: UInt64 in 0..<60 {
            let output = Self.augmented(clip: clip) {
                ($0.timeMasks, $0.frequencyMasks, $0.maskFill) = (2, 2, fill)
            }
            let changed = zip(output, Self.frames).map { $0 != $1 }
            let rows = (0..<Self.count).count { row in
                changed[row * Self.bands..<(row + 1) * Self.bands].count { $0 } > 16
            }
            let columns = (0..<Self.bands).count { band in
                stride(from: band, to: changed.count, by: Self.bands).count { changed[$0] } > 40
            }
            #expect(rows <= 40 && columns <= 16)
            hidden += changed.count { $0 }
        }
        // On average one mask of each kind: ten frames of 120 and four bands of 64.
        let share = Double(hidden) / Double(60 * Self.frames.count)
        #expect(share > 0.08 && share < 0.22)
    }

    @Test func aMaskOfMeansKeepsTheMean() {
        let constant = [Float](repeating: 2, count: 60 * Self.bands)
        let output = Self.augmented(constant) { ($0.timeMasks, $0.frequencyMasks) = (2, 2) }
        #expect(output.allSatisfy { abs($0 - 2) < 1e-4 })
    }
}
