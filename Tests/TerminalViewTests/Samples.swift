@testable import TerminalView

/// Lines of a made-up stream.
enum Samples {
    static let labels = ["angry", "disgust", "fear", "happy", "neutral", "sad"]

    static func hello(_ stream: String = "one", seq: Int = 0, labels: [String] = labels) -> StreamLine {
        StreamLine(
            seq: seq, t: 0,
            body: .hello(
                Greeting(
                    stream: stream, model: "undertone", labels: labels, input: "hw:CARD=Headset,DEV=0",
                    rateHz: 48_000)))
    }

    static func estimate(
        _ seq: Int, t: Double, _ state: SoundState = .speech, _ emotion: String? = "happy",
        _ confidence: Double = 0.52, peak: Double = 0.3
    ) -> StreamLine {
        let others = (1 - confidence) / Double(labels.count - 1)
        let map = Dictionary(
            uniqueKeysWithValues: labels.map { ($0, $0 == emotion ? confidence : others) })
        return StreamLine(
            seq: seq, t: t,
            body: .estimate(
                Reading(
                    start: t - 0.25, state: state, levelDBFS: -30, peak: peak, emotion: emotion,
                    confidence: emotion == nil ? nil : confidence,
                    probabilities: state == .speech ? map : nil, lagMilliseconds: 12)))
    }

    /// A minute in which everything happens.
    static func eventful(labels: [String] = labels) -> WatchView {
        var view = WatchView()
        view.live.take(hello(labels: labels))
        for step in 1...240 {
            let state: SoundState = step % 40 < 8 ? .silence : step % 40 < 12 ? .noise : .speech
            let emotion = state == .speech && step % 40 > 14 ? labels[step / 40 % labels.count] : nil
            view.live.take(estimate(step, t: Double(step) / 4, state, emotion, 0.3 + Double(step % 7) / 10))
            view.live.advance(seconds: 0.25)
        }
        view.live.take(
            StreamLine(
                seq: 244, t: 60,
                body: .utterance(Passage(start: 3600, end: 3603.2, emotion: labels[0], confidence: 0.61))))
        view.live.take(StreamLine(seq: 245, t: 60, body: .gap(start: 60, end: 62)))
        view.live.take(
            StreamLine(seq: 246, t: 62, body: .status(load: 0.021, residentBytes: 28_000_000, dropped: 3)))
        return view
    }
}
