import Testing

@testable import undertone

@Suite struct TimelineTests {
    @Test func aPositionIsFramesOverTheRate() {
        var timeline = Timeline(rateHz: 44_100)
        for _ in 0..<1000 { timeline.advance(441) }
        #expect(timeline.seconds == 10)
    }

    @Test func eachStretchCountsAtItsOwnRate() {
        var timeline = Timeline(rateHz: 48_000)
        timeline.advance(24_000)
        timeline.changeRate(16_000)
        timeline.advance(4000)
        #expect(timeline.seconds == 0.75 && timeline.frames == 4000)
        timeline.changeRate(16_000)
        #expect(timeline.frames == 4000)
    }

    /// The last frame that reaches into a window, for exact and for odd boundaries.
    @Test func theLastFrameBeforeAPositionIsTheOneThatReachesIt() {
        let rows: [(rate: Int, t: Double, frame: Int)] = [
            (16_000, 0.25, 3999), (48_000, 0.25, 11_999), (44_100, 0.25, 11_024), (44_100, 1, 44_099),
            (8000, 0.1, 799), (11_025, 0.3333125, 3674), (48_000, 3600.25, 172_811_999),
        ]
        for row in rows { #expect(Timeline(rateHz: row.rate).lastFrame(before: row.t) == row.frame) }
    }

    /// Days of audio: frames are counted beyond 32 bits, and a position stays exact to the frame.
    @Test(arguments: [1 << 31, 1 << 32], [16_000, 44_100, 192_000])
    func countersPassThirtyTwoBits(limit: Int, rateHz: Int) {
        var timeline = Timeline(rateHz: rateHz)
        timeline.advance(limit - 100)
        var lag = LagMeter()
        for read in 0..<20 {
            timeline.advance(10)
            lag.note(endFrame: timeline.frames, readAt: UInt64(read))
            #expect(timeline.frames == limit - 90 + 10 * read)
            #expect(timeline.lastFrame(before: timeline.seconds) == timeline.frames - 1)
        }
        #expect(lag.arrival(of: limit - 1) == 9 && lag.arrival(of: limit) == 10)
    }
}
