import EmotionRecognition
import Publishing
import Testing
import TestSupport

/// Events of every kind, and the means to make their lines.
enum Samples {
    static let labels = ["anger", "sad"]
    static let moment = Timestamp(millisecondsSince1970: 1_767_225_599_999)

    static let hello = Hello(
        stream: "00ff", version: "0.1.0",
        model: .init(name: "undertone", sha256: String(repeating: "a", count: 64), labels: labels),
        input: .init(kind: .file, name: "a \"b\".wav", rateHz: 48000, channels: 2, format: "WAV, PCM 24 bit"),
        settings: .init(everySeconds: 0.25, channel: "mix", isPaced: false, statusEverySeconds: 10),
        decision: [("hangover_s", 0.6), ("show", 0.45)])

    static let speaking = Estimate(
        start: 1, end: 1.25, state: .speech, speech: 0.98764, levelDBFS: -23.456789, peak: 0.5,
        raw: Posterior([0.25, 0.75]), smoothed: Posterior([0.4, 0.6]), emotion: 1)

    static let undecided = Estimate(
        start: 1, end: 1.25, state: .speech, speech: 1, levelDBFS: -20, peak: 1,
        raw: Posterior([0.5, 0.5]), smoothed: Posterior([0.5, 0.5]), emotion: nil)

    static let silent = Estimate(
        start: 0, end: 0.25, state: .silence, speech: 0, levelDBFS: nil, peak: 0, raw: nil, smoothed: nil,
        emotion: nil)

    static let utterance = Utterance(
        start: 0.5, end: 1.9, decidedAt: 2.3, posterior: Posterior([0.125, 0.875]), cut: .pause)

    static let gap = Gap(start: 2.5, frames: 480, rateHz: 48000, cause: .overrun)

    static let opened = DeviceChange(
        state: .opened, device: "hw:CARD=PCH,DEV=0",
        grant: .init(rateHz: 48000, channels: 2, format: "S32_LE", periodFrames: 480, bufferFrames: 24000))

    static let lost = DeviceChange(
        state: .lost, reason: .unplugged, device: "hw:CARD=USB,DEV=0", detail: "it went away",
        remedy: "plug it in")

    static let status = Status(
        uptimeSeconds: 12.34567, overruns: 1, gaps: 2, lostSeconds: 0.01, clients: 1, dropped: 3, load: nil,
        residentBytes: 31_457_280, scheduling: .fifo, stateNorm: 4.5)

    /// One event of each kind and of each shape that a kind may have.
    static let bodies: [Event.Body] = [
        .hello(hello), .estimate(speaking, lagMilliseconds: 17.25),
        .estimate(undecided, lagMilliseconds: nil),
        .estimate(silent, lagMilliseconds: nil), .utterance(utterance), .gap(gap), .device(opened),
        .device(lost), .device(DeviceChange(state: .sounding, device: "default", activeChannels: [1, 3])),
        .status(status), .error(ReaderError(code: "unknown", message: "what?")),
        .end(End(reason: .eof, seconds: 2.5)),
    ]

    /// The line of `body` as event 7 at 2.5 s, with its line feed.
    static func line(_ body: Event.Body) -> String {
        let encoder = EventEncoder(labels: labels)
        return String(
            decoding: encoder.line(of: Event(seq: 7, time: moment, t: 2.5, body: body)), as: UTF8.self)
    }
}
