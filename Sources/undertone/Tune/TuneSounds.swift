import Glibc
import Logging

/// The two recordings that a profile comes from, at 16 kHz.
struct TuneSounds {
    /// Where they come from.
    enum Source {
        /// A recording of the room; the voice has one of its own.
        case file(String)
        /// A microphone that is open, for so many seconds a part.
        case device(DeviceFeed, seconds: Int, StopSignal)
    }

    /// The room.
    let room: [Float]
    /// The speaker; nil where nobody was to speak.
    let voice: [Float]?
    /// The rates at which they were recorded, in hertz.
    let ratesHz: [Int]

    /// Listens, or reads.
    init(source: Source, voice: String?, channel: Int?) throws {
        let roomPart = try Self.part(
            source, file: nil, channel: channel, "be silent: listening to the room")
        room = roomPart.samples
        guard let voice else {
            self.voice = nil
            ratesHz = [roomPart.rateHz]
            return
        }
        let voicePart = try Self.part(
            source, file: voice == "-" ? nil : voice, channel: channel,
            "now speak in your ordinary voice, of anything: listening to you")
        self.voice = voicePart.samples
        ratesHz = [roomPart.rateHz, voicePart.rateHz]
    }

    private static func part(
        _ source: Source, file: String?, channel: Int?, _ words: String
    ) throws -> (samples: [Float], rateHz: Int) {
        switch source {
        case _ where file != nil: return try TuneCapture.samples(ofFile: file ?? "", channel: channel)
        case .file(let path): return try TuneCapture.samples(ofFile: path, channel: channel)
        case .device(let feed, let seconds, let stop):
            let countdown = Countdown(words, seconds: seconds)
            defer { countdown.finish() }
            return try TuneCapture.samples(
                ofDevice: feed, seconds: seconds, stop: stop, progress: countdown.show)
        }
    }
}

/// A line on standard error that says what to do and for how long; counts down on a terminal.
private struct Countdown {
    private let words: String
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(_ words: String, seconds: Int) {
        self.words = words
        if !isTerminal { Terminal.say("\(words) for \(seconds) s", at: .notice) }
    }

    func show(secondsLeft: Int) {
        if isTerminal { write("\r\u{1B}[K\(words), \(secondsLeft) s left ") }
    }

    func finish() {
        if isTerminal { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        // SAFETY: reads as many bytes as the array has. What a terminal does not take is not missed.
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
