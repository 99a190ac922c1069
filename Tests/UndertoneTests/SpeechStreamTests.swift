import EmotionRecognition
import Publishing
import TestSupport
import Testing

@testable import undertone

/// Keeps what a stream publishes.
private final class Record: EventReceiver {
    private(set) var events: [(kind: EventKind, t: Double, body: Event.Body)] = []

    func publish(_ body: Event.Body, at t: Double) throws(LineError) {
        events.append((body.kind, t, body))
    }
}

@Suite struct SpeechStreamTests {
    private let settings = Hello.Settings(
        everySeconds: 0.25, channel: "mix", isPaced: false, statusEverySeconds: 10)

    private func process<Receiver: EventReceiver>(
        _ samples: [Float], in stream: inout SpeechStream<Receiver>
    ) throws {
        try unsafe samples.withUnsafeBufferPointer { try unsafe stream.process($0) }
    }

    @Test(arguments: [16_000, 44_100, 48_000])
    func aGapClosesSpeechAtItsStartAndTheGridRestartsAtItsEnd(rateHz: Int) throws {
        let record = Record()
        var stream = SpeechStream(model: randomModel(), rateHz: rateHz, settings: settings, to: record)
        try process(SyntheticVoice.samples(seconds: 2.1, rateHz: rateHz), in: &stream)
        try stream.lose(frames: rateHz / 3, cause: .overrun)
        let end = 2.1 + Double(rateHz / 3) / Double(rateHz)
        try process(SyntheticVoice.samples(seconds: 1, rateHz: rateHz), in: &stream)
        try stream.finish(.eof)

        let kinds = record.events.map(\.kind)
        let gapIndex = try #require(kinds.firstIndex(of: .gap))
        guard case .gap(let gap) = record.events[gapIndex].body else { return }
        #expect(abs(gap.start - 2.1) < 1e-9 && abs(gap.end - end) < 1e-9)
        #expect(record.events[gapIndex].t == gap.end)
        guard case .utterance(let utterance) = record.events[gapIndex - 1].body else {
            Issue.record("speech in progress is closed before the gap")
            return
        }
        #expect(utterance.cut == .gap && record.events[gapIndex - 1].t == gap.start)
        // Eight whole windows before it; the ninth is cut short and gives none; four whole ones after it.
        let windows = record.events.compactMap { event -> (Double, Double)? in
            guard case .estimate(let estimate, _) = event.body else { return nil }
            return (estimate.start, estimate.end)
        }
        #expect(windows.count == 12 && windows[7].1 == 2)
        #expect(abs(windows[8].0 - end) < 1e-9 && abs(windows[8].1 - end - 0.25) < 1e-9)
        #expect(kinds.last == .end)
    }

    @Test func aHeartbeatAtTheVeryEndIsLeftOut() throws {
        let record = Record()
        let often = Hello.Settings(everySeconds: 0.25, channel: "mix", isPaced: false, statusEverySeconds: 1)
        var stream = SpeechStream(model: randomModel(), rateHz: 16_000, settings: often, to: record)
        try process([Float](repeating: 0, count: 48_000), in: &stream)
        try stream.finish(.eof)
        #expect(record.events.filter { $0.kind == .status }.map(\.t) == [1, 2])
    }

    @Test func lostSecondsAndGapsAreCounted() throws {
        let record = Record()
        let often = Hello.Settings(everySeconds: 0.25, channel: "mix", isPaced: false, statusEverySeconds: 1)
        var stream = SpeechStream(model: randomModel(), rateHz: 16_000, settings: often, to: record)
        try process([Float](repeating: 0, count: 4000), in: &stream)
        try stream.lose(frames: 1600, cause: .queue)
        try stream.lose(frames: 1600, cause: .overrun)
        try process([Float](repeating: 0, count: 16_000), in: &stream)
        guard case .status(let status) = record.events.last(where: { $0.kind == .status })?.body else {
            Issue.record("no status")
            return
        }
        #expect(status.gaps == 2 && abs(status.lostSeconds - 0.2) < 1e-9)
    }
}
