import Publishing

/// The lines of several streams made at the same time, printed stream by stream, in order.
///
/// A stream whose turn has not come runs ahead until the lines kept of all of them fill their memory, and then waits
/// for its turn. The stream that is being printed waits for the printing alone, so that it always ends.
final class OrderedLines: Sendable {
    /// Bytes kept of all streams together that wait for their turn: the lines of a day of audio, about.
    private static let budgetBytes = 128 << 20
    /// Bytes kept of the stream that is being printed.
    private static let printedBytes = 1 << 20

    private struct Stream {
        var bytes: [UInt8] = []
        var isDone = false
        /// What went wrong with it, to be said after its lines.
        var failure: String?
    }

    private struct State {
        var streams: [Stream]
        /// The stream whose turn it is.
        var printed = 0
        /// Bytes of all streams.
        var kept = 0
    }

    private let state: Monitor<State>
    private let count: Int
    private let budget: Int

    /// Room for `count` streams, which may be `budget` bytes ahead of the printing together.
    init(count: Int, budget: Int = budgetBytes) {
        self.count = count
        self.budget = budget
        state = Monitor(State(streams: Array(repeating: Stream(), count: count)))
    }

    /// The end of stream `index` that its maker writes to.
    func sink(_ index: Int) -> StreamSink {
        StreamSink(lines: self, index: index)
    }

    /// Takes a line of stream `index`; waits where there is no room for it.
    fileprivate func append(_ line: [UInt8], to index: Int) {
        state.wait { state -> Void? in
            let isPrinted = index <= state.printed
            let hasRoom =
                isPrinted ? state.streams[index].bytes.count < Self.printedBytes : state.kept < budget
            guard hasRoom else { return nil }
            state.streams[index].bytes += line
            state.kept += line.count
            return ()
        }
    }

    /// Stream `index` is complete.
    func finish(_ index: Int, failure: String?) {
        state.withLock { state in
            state.streams[index].isDone = true
            state.streams[index].failure = failure
        }
    }

    /// Prints every stream, or with no writer takes it and prints nothing; returns whether all went well.
    func printAll(to writer: LineWriter?, complain: (String) -> Void) throws(LineError) -> Bool {
        var isGood = true
        for index in 0..<count {
            state.withLock { $0.printed = index }
            while let bytes = next(of: index) { try writer?.write(bytes[...]) }
            if let failure = state.withLock({ $0.streams[index].failure }) {
                complain(failure)
                isGood = false
            }
        }
        return isGood
    }

    /// Waits for more lines of stream `index`; nil at its end.
    private func next(of index: Int) -> [UInt8]? {
        let next: [UInt8]?? = state.wait { state in
            if !state.streams[index].bytes.isEmpty {
                var bytes: [UInt8] = []
                swap(&bytes, &state.streams[index].bytes)
                state.kept -= bytes.count
                return .some(bytes)
            }
            return state.streams[index].isDone ? .some(nil) : nil
        }
        return next ?? nil
    }
}

/// One stream's way into ``OrderedLines``.
struct StreamSink: LineSink {
    fileprivate let lines: OrderedLines
    fileprivate let index: Int

    /// Lines left out: none, ever.
    var dropped: Int { 0 }

    func send(_ line: [UInt8], of kind: EventKind) throws(LineError) {
        lines.append(line, to: index)
    }
}
