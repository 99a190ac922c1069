/// All that the view shows, folded from the lines of a stream.
package struct ViewState: Sendable, Equatable {
    /// How it stands with the stream.
    package enum Connection: Sendable, Equatable {
        /// Nothing has come yet.
        case connecting
        /// Lines come.
        case live
        /// The stream is over.
        case ended(reason: String)
        /// The connection is gone, and tried again.
        case reconnecting
    }

    /// Utterances that are kept.
    private static let utteranceCapacity = 64
    /// Time constant of the bars, in seconds.
    private static let barSeconds = 0.12

    /// How it stands with the stream.
    package internal(set) var connection = Connection.connecting
    /// What the stream said of itself; nil before the first.
    package private(set) var greeting: Greeting?
    /// The last estimate; nil before the first and after the end.
    package private(set) var reading: Reading?
    /// News of the microphone that is no good news.
    package private(set) var trouble: DeviceNote?
    /// The input's name and rate.
    package private(set) var inputName: String?
    /// Frames per second of the input.
    package private(set) var inputRateHz: Int?
    /// Position in the input, in seconds.
    package private(set) var position = 0.0
    /// Lines of the stream that did not come.
    package private(set) var missedLines = 0
    /// Gaps so far, and the seconds lost with them.
    package private(set) var gaps = (count: 0, seconds: 0.0)
    /// Processing seconds per second of audio.
    package private(set) var load: Double?
    /// Resident memory of the monitor.
    package private(set) var residentBytes: Int?
    /// What this reader was told.
    package private(set) var complaint: String?
    /// The last minutes.
    package private(set) var timeline = EmotionTimeline()
    /// The last utterances, the newest last.
    package private(set) var utterances: [Passage] = []
    /// The probability of each label, moving.
    package private(set) var bars = MovingValues(count: 0, timeConstantSeconds: barSeconds)
    /// The level, moving.
    package private(set) var meter = LevelDisplay()

    private var lastSeq: Int?

    /// A view that has seen nothing.
    package init() {}

    /// The labels of the stream.
    package var labels: [String] { greeting?.labels ?? [] }
    /// Whether anything would change with time.
    package var isMoving: Bool { bars.areMoving || meter.isMoving }

    /// Equality, member by member; the tuple keeps the compiler from writing it.
    package static func == (a: ViewState, b: ViewState) -> Bool {
        a.connection == b.connection && a.greeting == b.greeting && a.reading == b.reading
            && a.trouble == b.trouble && a.position == b.position && a.missedLines == b.missedLines
            && a.gaps == b.gaps && a.timeline == b.timeline && a.utterances == b.utterances
            && a.bars == b.bars && a.meter == b.meter && a.lastSeq == b.lastSeq
            && a.load == b.load && a.residentBytes == b.residentBytes && a.complaint == b.complaint
            && a.inputName == b.inputName && a.inputRateHz == b.inputRateHz
    }

    /// Takes the stream's next line.
    package mutating func take(_ line: StreamLine) {
        if case .hello(let greeting) = line.body {
            begin(greeting, seq: line.seq)
            position = max(line.t, position)
            return
        }
        // Without a greeting nothing can be understood.
        guard greeting != nil else { return }
        count(line.seq)
        position = max(position, line.t)
        switch line.body {
        case .estimate(let reading): take(reading, t: line.t)
        case .utterance(let passage): take(passage)
        case .gap(let start, let end):
            gaps = (gaps.count + 1, gaps.seconds + max(0, end - start))
            timeline.addGap(from: start, to: end)
        case .device(let note): take(note)
        case .status(let load, let bytes, _): (self.load, residentBytes) = (load, bytes)
        case .error(let message): complaint = message
        case .end(let reason): end(reason)
        case .hello, .other: break
        }
    }

    /// The connection broke: what was heard last is no longer true.
    package mutating func disconnect() {
        connection = .reconnecting
        settle()
    }

    /// Lets time pass.
    package mutating func advance(seconds: Double) {
        bars.advance(seconds: seconds)
        meter.advance(seconds: seconds)
    }

    // MARK: - Lines

    private mutating func begin(_ new: Greeting, seq: Int) {
        if new.stream != greeting?.stream {
            timeline.beginStream()
            utterances = []
            position = 0
            missedLines = 0
            gaps = (0, 0)
        }
        if bars.values.count != new.labels.count {
            bars = MovingValues(count: new.labels.count, timeConstantSeconds: Self.barSeconds)
        }
        greeting = new
        (inputName, inputRateHz) = (new.input ?? inputName, new.rateHz)
        lastSeq = seq
        connection = .live
        complaint = nil
        trouble = nil
        settle()
    }

    /// A hole in the numbers is what this reader missed: it asked for every event.
    private mutating func count(_ seq: Int) {
        if let lastSeq, seq > lastSeq + 1 { missedLines += seq - lastSeq - 1 }
        lastSeq = max(seq, lastSeq ?? seq)
    }

    private mutating func take(_ new: Reading, t: Double) {
        reading = new
        let probabilities = new.probabilities
        bars.move(to: labels.map { min(1, max(0, probabilities?[$0] ?? 0)) })
        meter.take(levelDBFS: new.levelDBFS, peak: new.peak)
        timeline.add(
            from: new.start, to: t, state: new.state,
            emotion: new.emotion.flatMap { labels.firstIndex(of: $0) }, confidence: new.confidence ?? 0)
        if trouble.map({ $0.state != "silent" }) ?? false { trouble = nil }
    }

    private mutating func take(_ passage: Passage) {
        utterances.append(passage)
        if utterances.count > Self.utteranceCapacity { utterances.removeFirst() }
    }

    private mutating func take(_ note: DeviceNote) {
        trouble = note.isGood ? nil : note
        inputName = note.device
        if let rate = note.rateHz { inputRateHz = rate }
        if !note.isGood, note.state != "silent" { settle() }
    }

    private mutating func end(_ reason: String) {
        connection = .ended(reason: reason)
        settle()
    }

    /// Nothing is being heard.
    private mutating func settle() {
        reading = nil
        bars.move(to: labels.map { _ in 0 })
        meter.take(levelDBFS: nil, peak: 0)
    }
}
