import Glibc

/// Hands lines to a reader through a bounded queue with a thread of its own, so that nobody waits.
///
/// For live input: a stuck reader delays nothing. What does not fit is left out by importance, the oldest
/// first, and counted in ``dropped``. A reader that goes away is noticed at once, lines or no lines.
public final class LineQueue: LineSink, Sendable {
    private struct State {
        var backlog: LineBacklog
        /// Whether the thread holds a line that the system has not taken yet.
        var isWriting = false
        /// Why nothing can be written any more.
        var failure: LineError?
    }

    private let state: Monitor<State>
    private let writer: LineWriter

    /// Lines left out so far.
    public var dropped: Int { state.withLock { $0.backlog.dropped } }

    /// Starts the thread.
    ///
    /// SIGPIPE must be ignored (``ignoreBrokenPipes()``).
    ///
    /// - Parameters:
    ///   - descriptor: where the lines go; open for as long as the process lives.
    ///   - capacity: lines kept for a slow reader: at four estimates a second, 1024 are over four minutes.
    ///   - onFailure: called once, from a thread of the queue's, when nothing can be written any more.
    public init(
        descriptor: Int32, capacity: Int = 1024, onFailure: @escaping @Sendable (LineError) -> Void
    ) {
        let state = Monitor(State(backlog: LineBacklog(capacity: capacity)))
        let writer = LineWriter(descriptor: descriptor)
        self.state = state
        self.writer = writer
        let report: @Sendable (LineError) -> Void = { failure in
            if Self.fail(state, failure) { onFailure(failure) }
        }
        startThread { Self.writeLines(of: state, to: writer, onFailure: report) }
        ReaderWatch.start(descriptor: descriptor) { report(.readerGone) }
    }

    /// Queues one line, line feed included, and never waits.
    public func send(_ line: [UInt8], of kind: EventKind) throws(LineError) {
        let failure = state.withLock { state -> LineError? in
            if state.failure == nil { state.backlog.append(line, of: kind) }
            return state.failure
        }
        if let failure { throw failure }
    }

    /// Waits until every queued line is written.
    ///
    /// - Parameter patience: how long at most, in seconds, however many lines get through meanwhile; nil waits for
    ///   ever, or until the reader goes away.
    /// - Returns: false when it gave up; true when nothing is left to wait for.
    public func drain(patience: Double?) -> Bool {
        let done: Void? = state.wait(seconds: patience) { state in
            state.failure != nil || (state.backlog.isEmpty && !state.isWriting) ? () : nil
        }
        return done != nil
    }

    /// Notes a failure; true for the first.
    private static func fail(_ state: Monitor<State>, _ failure: LineError) -> Bool {
        state.withLock { state in
            guard state.failure == nil else { return false }
            state.failure = failure
            state.backlog.removeAll()
            return true
        }
    }

    /// The thread: one write a line, until nothing can be written.
    private static func writeLines(
        of state: Monitor<State>, to writer: LineWriter, onFailure: (LineError) -> Void
    ) {
        while let line = nextLine(of: state) {
            do throws(LineError) {
                try writer.write(line[...])
            } catch {
                return onFailure(error)
            }
            state.withLock { $0.isWriting = false }
        }
    }

    /// Waits for a line; nil once nothing can be written any more.
    private static func nextLine(of state: Monitor<State>) -> [UInt8]? {
        let next: [UInt8]?? = state.wait { state in
            if state.failure != nil { return .some(nil) }
            guard let line = state.backlog.popFirst() else { return nil }
            state.isWriting = true
            return .some(line)
        }
        return next ?? nil
    }
}
