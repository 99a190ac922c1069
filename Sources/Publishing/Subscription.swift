/// What a client of the socket wants to hear.
///
///     {"subscribe":["estimate","utterance"],"every":1.0}
///
/// `hello`, `gap`, `device`, `error` and `end` always come: without them a reader cannot tell silence from loss.
public struct Subscription: Sendable, Equatable {
    /// The events that are always sent, whatever was asked for.
    static let always: Set<EventKind> = [.hello, .gap, .device, .error, .end]
    /// The longest interval that can be asked for, in seconds.
    static let longestEverySeconds = 3600.0

    /// The events asked for.
    var kinds: Set<EventKind>
    /// The least time of input between two estimates, in seconds; 0 for every one.
    var everySeconds: Double

    /// Every event.
    public static let everything = Subscription(kinds: Set(EventKind.allCases), everySeconds: 0)

    /// Whether an event of this kind is sent at all.
    func wants(_ kind: EventKind) -> Bool {
        kinds.contains(kind) || Self.always.contains(kind)
    }
}

/// Why a client's line was refused.
struct SubscriptionRefusal: Error, Equatable {
    /// A short name for programs.
    var code: String
    /// A sentence for people.
    var message: String

    static func malformed(_ what: String) -> SubscriptionRefusal {
        SubscriptionRefusal(
            code: "request", message: "\(what); expected {\"subscribe\":[\"estimate\"],\"every\":1.0}")
    }
}

extension Subscription {
    /// Reads a client's line, without its line feed.
    ///
    /// The one object of JSON that is understood: `subscribe` with an array of event names, `every` with a number
    /// of seconds, each at most once. Untrusted input; takes time proportional to its length.
    init(parsing line: some Collection<UInt8>) throws(SubscriptionRefusal) {
        var scanner = RequestScanner(line)
        self = .everything
        var seen: Set<String> = []
        try scanner.expect(UInt8(ascii: "{"))
        if !scanner.skip(UInt8(ascii: "}")) {
            repeat {
                let key = try scanner.string()
                guard seen.insert(key).inserted else { throw .malformed("\(key) twice") }
                try scanner.expect(UInt8(ascii: ":"))
                switch key {
                case "subscribe": kinds = try Self.kinds(&scanner)
                case "every": everySeconds = try Self.every(&scanner)
                default: throw .malformed("an unknown member")
                }
            } while scanner.skip(UInt8(ascii: ","))
            try scanner.expect(UInt8(ascii: "}"))
        }
        guard scanner.isAtEnd else { throw .malformed("more than one object") }
        guard !seen.isEmpty else { throw .malformed("an empty object") }
    }

    private static func kinds(_ scanner: inout RequestScanner) throws(SubscriptionRefusal) -> Set<EventKind> {
        var kinds: Set<EventKind> = []
        try scanner.expect(UInt8(ascii: "["))
        if scanner.skip(UInt8(ascii: "]")) { return kinds }
        repeat {
            let name = try scanner.string()
            guard let kind = EventKind(rawValue: name) else { throw .malformed("no event is called that") }
            kinds.insert(kind)
        } while scanner.skip(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
        return kinds
    }

    private static func every(_ scanner: inout RequestScanner) throws(SubscriptionRefusal) -> Double {
        let seconds = try scanner.number()
        guard (0...longestEverySeconds).contains(seconds) else {
            throw .malformed("every takes 0 to \(Int(longestEverySeconds)) seconds")
        }
        return seconds
    }
}

/// Reads the tokens of a small JSON object.
private struct RequestScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// Whether only white space is left.
    var isAtEnd: Bool { bytes[position...].allSatisfy(Self.isSpace) }

    /// Steps over `byte` where it comes next.
    mutating func skip(_ byte: UInt8) -> Bool {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(SubscriptionRefusal) {
        guard skip(byte) else { throw .malformed("not an object of JSON that is understood") }
    }

    /// A string of ASCII letters and underscores: no name has anything else.
    mutating func string() throws(SubscriptionRefusal) -> String {
        try expect(UInt8(ascii: "\""))
        let text = bytes[position...].prefix { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
        }
        position += text.count
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw .malformed("a string that is no name")
        }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    mutating func number() throws(SubscriptionRefusal) -> Double {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        let text = bytes[position...].prefix { "0123456789+-.eE".utf8.contains($0) }
        position += text.count
        guard let first = text.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "."),
            let number = Double(String(decoding: text, as: UTF8.self)), number.isFinite
        else { throw .malformed("no number of seconds") }
        return number
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
}
