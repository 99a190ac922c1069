import Testing

@testable import AudioCapture

@Suite struct ChannelActivityTests {
    private let converter = SampleConverter(format: .signed16, channels: 3, channel: nil)

    /// A read of 160 frames: the first channel a constant, the second alternating by one step, the third as said.
    private func read(third: [Int16]) -> [UInt8] {
        (0..<160).flatMap { frame -> [UInt8] in
            [100, Int16(frame & 1), third[frame % third.count]].flatMap { sample in
                [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
            }
        }
    }

    @Test func aConstantIsDeadAfterHalfAMinuteAndAliveAtTheFirstSampleThatMoves() {
        var activity = ChannelActivity(rateHz: 16_000, channels: 3)
        let dead = read(third: [0])
        for _ in 0..<2999 { activity.note(dead, frames: 160, with: converter) }
        #expect(activity.dead == 0)
        activity.note(dead, frames: 160, with: converter)
        #expect(activity.dead == 0b101)
        activity.note(read(third: [0, 0, 0, 1]), frames: 160, with: converter)
        #expect(activity.dead == 0b001)
    }

    @Test func soundOnceInHalfAMinuteIsEnough() {
        var activity = ChannelActivity(rateHz: 16_000, channels: 3)
        for round in 0..<9000 {
            activity.note(read(third: round % 2999 == 0 ? [1, 2] : [0]), frames: 160, with: converter)
            #expect(activity.dead & 0b100 == 0)
        }
    }

    @Test(arguments: PCMFormat.allCases)
    func everyFormatsLastBitMovesOrIsRounding(format: PCMFormat) {
        let converter = SampleConverter(format: format, channels: 1, channel: nil)
        let still = [UInt8](repeating: 0, count: 10 * format.bytesPerSample)
        #expect(!converter.moves(still, frames: 10, channel: 0))
        var moving = still
        // The most significant byte of the last frame but, in 24 bits of four bytes, the padding.
        moving[moving.count - (format == .signed24 ? 2 : 1)] = 0x3F
        #expect(converter.moves(moving, frames: 10, channel: 0))
        #expect(!converter.moves(moving, frames: 9, channel: 0))
    }
}
