internal import NIOCore
internal import Publishing
internal import Synchronization

/// What is counted for others to read from any thread.
final class HubCounters: Sendable {
    /// Readers connected.
    let clients = Atomic<Int>(0)
    /// Lines that full queues left out, those of readers that have gone included.
    let dropped = Atomic<Int>(0)
}

/// Who reads the events of the page, and what each is still due.
///
/// An actor on the server's event loop. Every reader has a bounded queue of its own and takes from it as fast as it
/// can: nobody waits for anybody.
actor EventHub {
    /// How many readers are served at once.
    static let mostClients = 128
    /// Lines kept for readers that come late, and for a slow one.
    static let keptLines = 2048
    /// Seconds of input kept for readers that come late: the page shows sixty.
    static let keptSeconds = 120.0
    /// How much is handed to a connection at a time, in bytes.
    private static let batchBytes = 16_384
    /// Tells a reader that is due nothing, and whatever stands between, that the connection lives.
    private static let keepAlive = Array(": keep-alive\n\n".utf8)

    private struct Client {
        var backlog = LineBacklog(capacity: EventHub.keptLines)
        /// The reader, while it waits for its next line.
        var waiting: CheckedContinuation<[UInt8]?, Never>?
        var isEnding = false

        /// The reader, once, if it waits.
        mutating func takeWaiting() -> CheckedContinuation<[UInt8]?, Never>? {
            defer { waiting = nil }
            return waiting
        }
    }

    nonisolated let executor: LoopExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    nonisolated let counters: HubCounters

    private var clients: [Int: Client] = [:]
    private var nextClient = 0
    private var history = EventHistory(capacity: keptLines, seconds: keptSeconds)
    private var metrics = StreamMetrics()
    private let encoder: EventEncoder
    private var hello: Hello
    private var lastSeq = 0
    private var lastPosition = 0.0
    private var hasEnded = false
    private var onEmpty: (@Sendable () -> Void)?

    init(hello: Hello, executor: LoopExecutor, counters: HubCounters) {
        self.hello = hello
        self.executor = executor
        self.counters = counters
        encoder = EventEncoder(labels: hello.model.labels)
    }

    /// Whether one more reader would be served.
    var hasRoom: Bool { !hasEnded && clients.count < Self.mostClients }
    /// Whether the stream still goes on.
    var isLive: Bool { !hasEnded }

    // MARK: - The stream's side

    func greet(with hello: Hello) {
        self.hello = hello
    }

    /// Hands an event to every reader and keeps it for those to come.
    func distribute(_ event: Event, _ line: [UInt8]) {
        lastSeq = event.seq
        lastPosition = event.t
        metrics.count(event)
        let kind = event.body.kind
        // The stream's own hello is each reader's own business.
        if kind == .hello { return }
        if case .status(let status) = event.body {
            // It tells each reader what that reader missed; those to come have missed nothing.
            for id in clients.keys {
                deliver(frame(of: event, status, dropped: clients[id]?.backlog.dropped ?? 0), .status, to: id)
            }
            remember(event, frame(of: event, status, dropped: 0))
        } else {
            let frame = serverSentEvent(line, identifier(event.seq))
            for id in clients.keys { deliver(frame, kind, to: id) }
            remember(event, frame)
        }
    }

    /// Lets every reader take what is queued for it, and no more; calls back when all have gone.
    func end(onEmpty: @escaping @Sendable () -> Void) {
        hasEnded = true
        self.onEmpty = onEmpty
        for id in clients.keys {
            clients[id]?.isEnding = true
            if let waiting = clients[id]?.takeWaiting() { waiting.resume(returning: nil) }
        }
        if clients.isEmpty { onEmpty() }
    }

    /// Sends readers that have nothing to read a sign of life.
    func keepAlive() {
        for id in clients.keys { clients[id]?.takeWaiting()?.resume(returning: Self.keepAlive) }
    }

    // MARK: - A reader's side

    /// A new reader's number; it begins with a `hello`.
    ///
    /// - Parameters:
    ///   - identifier: the last event it had; what it missed comes next, where it is still known.
    ///   - wantsHistory: whether it wants all that is known, where it does not come back.
    func join(after identifier: EventIdentifier?, wantsHistory: Bool) -> Int {
        nextClient += 1
        var missed: ArraySlice<EventHistory.Entry>?
        if let identifier, identifier.stream == hello.stream {
            missed = history.entries(after: identifier.seq)
        }
        if missed == nil, wantsHistory { missed = history.all }
        var client = Client()
        client.backlog.append(greeting(before: missed?.first), of: .hello)
        for entry in missed ?? [] { client.backlog.append(entry.frame, of: entry.kind) }
        client.isEnding = hasEnded
        clients[nextClient] = client
        counters.clients.store(clients.count, ordering: .relaxed)
        return nextClient
    }

    /// Forgets a reader.
    func leave(_ id: Int) {
        clients.removeValue(forKey: id)?.waiting?.resume(returning: nil)
        counters.clients.store(clients.count, ordering: .relaxed)
        if hasEnded, clients.isEmpty { onEmpty?() }
    }

    /// The next bytes for a reader, as soon as there are any; nil at its end.
    func nextBytes(for id: Int) async -> [UInt8]? {
        guard clients[id] != nil, !Task.isCancelled else { return nil }
        let bytes = takeQueued(id)
        if !bytes.isEmpty { return bytes }
        if clients[id]?.isEnding != false { return nil }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { clients[id]?.waiting = $0 }
        } onCancel: {
            // Runs after this turn of the loop: the continuation is in its place by then.
            executor.loop.execute {
                self.assumeIsolated { $0.giveUpWaiting(id) }
            }
        }
    }

    /// `/metrics`.
    func metricsText() -> String {
        metrics.text(
            hello: hello, pageClients: clients.count, pageDropped: counters.dropped.load(ordering: .relaxed))
    }

    // MARK: -

    private func identifier(_ seq: Int) -> EventIdentifier {
        EventIdentifier(stream: hello.stream, seq: seq)
    }

    /// A reader's `hello`: its number is the one before the first line due to it.
    private func greeting(before first: EventHistory.Entry?) -> [UInt8] {
        let seq = first.map { $0.seq - 1 } ?? lastSeq
        let event = Event(seq: seq, time: .now(), t: first?.t ?? lastPosition, body: .hello(hello))
        return serverSentEvent(encoder.line(of: event), identifier(seq))
    }

    private func frame(of event: Event, _ status: Status, dropped: Int) -> [UInt8] {
        var status = status
        status.dropped = dropped
        var event = event
        event.body = .status(status)
        return serverSentEvent(encoder.line(of: event), identifier(event.seq))
    }

    private func remember(_ event: Event, _ frame: [UInt8]) {
        history.append(.init(seq: event.seq, t: event.t, kind: event.body.kind, frame: frame))
    }

    private func deliver(_ frame: [UInt8], _ kind: EventKind, to id: Int) {
        if let waiting = clients[id]?.takeWaiting() {
            waiting.resume(returning: frame)
            return
        }
        let before = clients[id]?.backlog.dropped ?? 0
        clients[id]?.backlog.append(frame, of: kind)
        let missed = (clients[id]?.backlog.dropped ?? before) - before
        if missed > 0 { counters.dropped.wrappingAdd(missed, ordering: .relaxed) }
    }

    private func giveUpWaiting(_ id: Int) {
        clients[id]?.takeWaiting()?.resume(returning: nil)
    }

    private func takeQueued(_ id: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < Self.batchBytes, let frame = clients[id]?.backlog.popFirst() { bytes += frame }
        return bytes
    }
}
