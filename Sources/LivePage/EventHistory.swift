internal import Publishing

/// The name of an event in the stream of server-sent events: `stream:seq`.
struct EventIdentifier: Equatable, Sendable {
    let stream: String
    let seq: Int

    init(stream: String, seq: Int) {
        self.stream = stream
        self.seq = seq
    }

    /// What a browser sends back in `Last-Event-ID`: untrusted; nil for what was never an identifier.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 64, parts[1].utf8.count <= 18,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seq = Int(parts[1])
        else { return nil }
        self.init(stream: String(parts[0]), seq: seq)
    }

    var text: String { "\(stream):\(seq)" }
}

/// A line of the stream as a server-sent event (WHATWG HTML, section 9.2).
///
/// The line is one line of JSON, so that one `data` field holds it.
func serverSentEvent(_ line: [UInt8], _ identifier: EventIdentifier) -> [UInt8] {
    var frame = Array("id: \(identifier.text)\ndata: ".utf8)
    frame += line
    if line.last != UInt8(ascii: "\n") { frame.append(UInt8(ascii: "\n")) }
    frame.append(UInt8(ascii: "\n"))
    return frame
}

/// The last events of a stream, for readers that come back or come late.
struct EventHistory {
    /// One event, encoded.
    struct Entry {
        let seq: Int
        let t: Double
        let kind: EventKind
        let frame: [UInt8]
    }

    private let capacity: Int
    private let seconds: Double
    private var entries: [Entry] = []
    /// How many at the front of `entries` are forgotten already: they are removed many at a time.
    private var forgotten = 0

    /// A history of at most `capacity` events and at most so many seconds of input.
    init(capacity: Int, seconds: Double) {
        precondition(capacity > 0)
        self.capacity = capacity
        self.seconds = seconds
    }

    /// All that is known, oldest first.
    var all: ArraySlice<Entry> { entries[forgotten...] }

    /// Adds the stream's next event.
    mutating func append(_ entry: Entry) {
        entries.append(entry)
        while let first = all.first, all.count > capacity || entry.t - first.t > seconds { forgotten += 1 }
        if forgotten >= capacity {
            entries.removeFirst(forgotten)
            forgotten = 0
        }
    }

    /// The events after number `seq`; nil where some of them are forgotten, or have not happened.
    func entries(after seq: Int) -> ArraySlice<Entry>? {
        guard let first = all.first, let last = all.last, (first.seq - 1...last.seq).contains(seq) else {
            return nil
        }
        // Numbers count by one.
        return all.dropFirst(seq + 1 - first.seq)
    }
}
