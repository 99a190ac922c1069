import RingBuffer
import Testing

@testable import AudioCapture

@Suite struct GapMeterTests {
    private static let period: UInt64 = 10_000_000

    @Test func withoutAnInterruptionNothingIsLost() {
        var meter = GapMeter(rateHz: 48_000)
        for read in 1..<10 as Range<UInt64> {
            // However late the read: only an interruption loses frames.
            let loss = meter.read(frames: 480, left: 0, at: read * 3 * Self.period)
            #expect(loss == nil)
        }
    }

    @Test(arguments: [0, 37, 480, 24_000])
    func aLossReachesFromTheLastFrameToTheNext(lost: Int) {
        var meter = GapMeter(rateHz: 48_000)
        // 100 frames are left at the first read, 50 after the next: the gap does not depend on either.
        _ = meter.read(frames: 480, left: 100, at: 1_000_000_000)
        meter.interrupt(.overrun)
        let framesBetween = Double(-100 + lost + 480 + 50)
        let loss = meter.read(frames: 480, left: 50, at: 1_000_000_000 + UInt64(framesBetween / 48_000 * 1e9))
        #expect(loss?.frames == UInt64(max(lost, 1)))
        #expect(loss?.cause == .overrun)
        let next = meter.read(frames: 480, left: 50, at: 5_000_000_000)
        #expect(next == nil)
    }

    @Test func beforeTheFirstFrameNothingCanBeLost() {
        var meter = GapMeter(rateHz: 16_000)
        meter.interrupt(.overrun)
        let loss = meter.read(frames: 160, left: 0, at: 1_000_000_000)
        #expect(loss == nil)
    }

    @Test func theFirstOfSeveralInterruptionsIsTheCause() {
        var meter = GapMeter(rateHz: 16_000)
        _ = meter.read(frames: 160, left: 0, at: 1_000_000_000)
        meter.interrupt(.suspend)
        meter.interrupt(.overrun)
        let loss = meter.read(frames: 160, left: 0, at: 2_000_000_000)
        #expect(loss?.cause == .suspend)
        #expect(loss?.frames == 15_840)
    }
}
