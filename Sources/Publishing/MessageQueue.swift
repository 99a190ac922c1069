import Glibc

/// Hands words for people to their reader through a bounded queue with a thread of its own, so that nobody waits.
///
/// What comes while the queue is full is lost, and counted in its place. Once nobody reads any more, everything is.
public final class MessageQueue: Sendable {
    private struct State {
        var lines: [[UInt8]] = []
        /// Lines lost since the last one that was queued.
        var lost = 0
        /// Whether the thread holds a line that the system has not taken yet.
        var isWriting = false
        /// Lines that the system has taken.
        var written = 0
        /// Whether nobody reads any more.
        var isClosed = false

        mutating func close() {
            isClosed = true
            lines = []
            lost = 0
        }
    }

    private let state = Monitor(State())
    private let capacity: Int
    private let notice: @Sendable (Int) -> [UInt8]

    /// Starts the thread.
    ///
    /// SIGPIPE must be ignored (``ignoreBrokenPipes()``).
    ///
    /// - Parameters:
    ///   - descriptor: where the lines go; open for as long as the process lives.
    ///   - capacity: lines kept for a slow reader.
    ///   - notice: the line that says how many were lost.
    public init(descriptor: Int32, capacity: Int = 256, notice: @escaping @Sendable (Int) -> [UInt8]) {
        self.capacity = capacity
        self.notice = notice
        let writer = LineWriter(descriptor: descriptor)
        startThread { self.writeLines(to: writer) }
    }

    /// Queues one line, line feed included, and never waits.
    ///
    /// - Parameter isLast: whether it is why the program ends, for which there is always room.
    public func send(_ line: [UInt8], isLast: Bool = false) {
        state.withLock { state in
            guard !state.isClosed else { return }
            guard state.lines.count < capacity || isLast else {
                state.lost += 1
                return
            }
            noteLoss(&state)
            state.lines.append(line)
        }
    }

    /// Waits until everything is written.
    ///
    /// - Parameter patience: seconds without a line getting through after which to give up.
    /// - Returns: false when it gave up.
    @discardableResult
    public func drain(patience: Double) -> Bool {
        var before = -1
        while true {
            let seen = before
            let outcome = state.wait(seconds: patience) { state -> (isDone: Bool, written: Int)? in
                let isDone = state.isClosed || state.lines.isEmpty && state.lost == 0 && !state.isWriting
                return isDone || state.written != seen ? (isDone, state.written) : nil
            }
            guard let outcome else { return false }
            if outcome.isDone { return true }
            before = outcome.written
        }
    }

    private func noteLoss(_ state: inout State) {
        guard state.lost > 0 else { return }
        state.lines.append(notice(state.lost))
        state.lost = 0
    }

    /// The thread: one write a line, until nothing can be written.
    private func writeLines(to writer: LineWriter) {
        while true {
            let line = state.wait { state -> [UInt8]? in
                if state.lines.isEmpty { noteLoss(&state) }
                guard !state.lines.isEmpty else { return nil }
                state.isWriting = true
                return state.lines.removeFirst()
            }
            guard let line else { continue }
            var isReaderGone = false
            do throws(LineError) {
                try writer.write(line[...])
            } catch {
                // A full disk may have room for the next one.
                isReaderGone = error == .readerGone
            }
            state.withLock { state in
                state.isWriting = false
                state.written += 1
                if isReaderGone { state.close() }
            }
            if isReaderGone { return }
        }
    }
}
