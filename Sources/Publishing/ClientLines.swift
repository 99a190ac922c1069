/// The lines due to one client: what it subscribed to, in a bounded queue.
///
/// A value that does nothing by itself; the socket's thread fills and empties it.
struct ClientLines {
    private var subscription = Subscription.everything
    private var backlog: LineBacklog
    /// The position of the last estimate sent; nil before the first.
    private var lastEstimate: Double?

    /// Lines that the full queue left out; those that were not subscribed to do not count.
    var dropped: Int { backlog.dropped }
    var isEmpty: Bool { backlog.isEmpty }

    init(capacity: Int) {
        backlog = LineBacklog(capacity: capacity)
    }

    /// From now on this is wanted.
    mutating func subscribe(_ new: Subscription) {
        subscription = new
        lastEstimate = nil
    }

    /// Whether an event at position `t` is due to this client; the estimate that is stands for those before it.
    mutating func isDue(_ kind: EventKind, at t: Double) -> Bool {
        guard subscription.wants(kind) else { return false }
        guard kind == .estimate else { return true }
        // A hair less: hops are sums of floats, and the third of 0.1 s is not quite due at 0.3.
        if let lastEstimate, t - lastEstimate < subscription.everySeconds - 1e-6 { return false }
        lastEstimate = t
        return true
    }

    /// Queues a line that is due.
    mutating func append(_ line: [UInt8], of kind: EventKind) {
        backlog.append(line, of: kind)
    }

    /// Takes the oldest line.
    mutating func popFirst() -> [UInt8]? {
        backlog.popFirst()
    }
}
