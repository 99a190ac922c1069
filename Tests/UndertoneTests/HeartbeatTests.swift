import Testing

@testable import undertone

@Suite struct HeartbeatTests {
    @Test func itIsDueAtEveryMultiple() {
        var heartbeat = Heartbeat(everySeconds: 10)
        #expect(heartbeat.samplesLeft(at: 0) == 160_000)
        #expect(heartbeat.samplesLeft(at: 9.5) == 8000)
        #expect(heartbeat.samplesLeft(at: 10) == 0)
        heartbeat.advance(past: 10)
        #expect(heartbeat.samplesLeft(at: 10) == 160_000)
    }

    @Test func aGapSkipsWhatFellIntoIt() {
        var heartbeat = Heartbeat(everySeconds: 10)
        heartbeat.advance(past: 35)
        #expect(heartbeat.dueSeconds == 40)
        heartbeat.advance(past: 36)
        #expect(heartbeat.dueSeconds == 40)
    }

    /// After a gap positions lie anywhere between two samples.
    @Test func itNeverStandsStill() {
        for offset in stride(from: 0.0, to: 2e-4, by: 1e-6) {
            var heartbeat = Heartbeat(everySeconds: 1)
            let position = 1 - 1e-4 + offset
            guard heartbeat.samplesLeft(at: position) == 0 else { continue }
            heartbeat.advance(past: position)
            #expect(heartbeat.samplesLeft(at: position) > 0)
        }
    }
}
