import AudioCapture
import Publishing
import Testing

@testable import undertone

@Suite struct SilenceReportTests {
    private let grant = PCMGrant(
        device: "hw:0", rateHz: 48_000, channels: 2, format: .signed16, periodFrames: 480,
        bufferFrames: 24_000)

    @Test func everyChangeIsToldOnce() {
        var report = SilenceReport(grant, channel: nil)
        let rows: [(dead: UInt64, state: String?, active: [Int])] = [
            (0b00, nil, []), (0b01, "silent", [2]), (0b01, nil, []), (0b11, "silent", []),
            (0b10, "sounding", [1]),
            (0b01, "silent", [2]), (0b00, "sounding", [1, 2]), (0b00, nil, []),
        ]
        for row in rows {
            let change = report.update(dead: row.dead)
            #expect(change?.state.rawValue == row.state)
            if row.state != nil { #expect(change?.activeChannels == row.active) }
            #expect((change?.remedy != nil) == (row.state == "silent"))
        }
    }

    @Test func aChannelThatIsNotHeardMayBeDead() {
        var report = SilenceReport(grant, channel: 2)
        let changes = [0b01, 0b11, 0b01].map { report.update(dead: $0) }
        #expect(changes.map { $0?.state } == [nil, .silent, .sounding])
        #expect(changes[2]?.activeChannels == [2])
    }
}
