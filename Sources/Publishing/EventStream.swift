/// Numbers the events of one stream and holds them to the contract's order.
///
/// `hello` comes first and `end` last; `seq` counts by one; `t` never steps back. At equal `t` an estimate
/// precedes an utterance, which precedes the rest: the caller's part, asserted in debug builds.
public struct EventStream: Sendable {
    private let clock: @Sendable () -> Timestamp
    private var next = 0
    private var last: (t: Double, order: Int) = (0, 0)
    private var hasEnded = false

    /// The number last given out; nil before `hello`.
    public var lastSeq: Int? { next == 0 ? nil : next - 1 }

    /// A stream that has said nothing yet.
    ///
    /// Tests may pass a clock of their own.
    public init(clock: @escaping @Sendable () -> Timestamp = Timestamp.now) {
        self.clock = clock
    }

    /// Makes the stream's next event.
    ///
    /// `t` is the position in the input, in seconds; one earlier than the last event's is brought up to
    /// it, so that rounding between two rates cannot make a stream step back.
    ///
    /// - Precondition: the first event is `hello`, no other is, and nothing follows `end`.
    public mutating func event(_ body: Event.Body, at t: Double) -> Event {
        precondition((next == 0) == (body.kind == .hello), "hello is the first event of a stream, once")
        precondition(!hasEnded, "nothing follows the end of a stream")
        let order = body.kind.orderAtEqualTime
        let position = max(t, last.t)
        assert(
            position > last.t || order >= last.order,
            "at equal t, estimates precede utterances, which precede the rest")
        last = (position, order)
        hasEnded = body.kind == .end
        defer { next += 1 }
        return Event(seq: next, time: clock(), t: position, body: body)
    }
}

/// A random name for a stream: 128 bits in hexadecimal.
public func randomStreamIdentifier() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
        let digits = String(generator.next() as UInt64, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
}
