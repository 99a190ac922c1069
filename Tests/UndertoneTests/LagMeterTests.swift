import Testing

@testable import undertone

@Suite struct LagMeterTests {
    @Test func aFrameCameWhenItsReadReturned() {
        var meter = LagMeter()
        for read in 1...5 { meter.note(endFrame: read * 160, readAt: UInt64(read) * 1000) }
        #expect(meter.arrival(of: 0) == 1000)
        #expect(meter.arrival(of: 159) == 1000)
        #expect(meter.arrival(of: 160) == 2000)
        #expect(meter.arrival(of: 799) == 5000)
        #expect(meter.arrival(of: 800) == nil)
    }

    /// Frames of a file that is played are due one by one.
    @Test func aScheduledFrameCameWhenItWasDue() {
        var meter = LagMeter(scheduledRateHz: 1000)
        meter.note(endFrame: 10, readAt: 10_000_000)
        #expect(meter.arrival(of: 9) == 10_000_000)
        #expect(meter.arrival(of: 0) == 1_000_000)
    }

    @Test func theNewestReadsAreRemembered() {
        var meter = LagMeter()
        for read in 1...5000 { meter.note(endFrame: read, readAt: UInt64(read)) }
        #expect(meter.arrival(of: 4999) == 5000)
        #expect(meter.arrival(of: 4000) == 4001)
        meter.removeAll()
        #expect(meter.arrival(of: 4999) == nil)
    }
}
