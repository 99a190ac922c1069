import Publishing

/// The lines of several streams made at the same time, printed stream by stream, in order.
///
/// A stream whose turn has not come runs ahead until its lines fill its share of memory, and then waits.
final class OrderedLines: Sendable {
    /// Bytes that one stream may be ahead of its turn.
    private static let shareBytes = 1 << 20

    private struct Stream {
        var bytes: [UInt8] = []
        var isDone = false
        /// What went wrong with it, to be said after its lines.
        var failure: String?
    }

    private let streams: Monitor<[Stream]>
    private let count: Int

    init(count: Int) {
        self.count = count
        streams = Monitor(Array(repeating: Stream(), count: count))
    }

    /// The end of stream `index` that its maker writes to.
    func sink(_ index: Int) -> StreamSink {
        StreamSink(lines: self, index: index)
    }

    /// Takes a line of stream `index`; waits where its share is full.
    fileprivate func append(_ line: [UInt8], to index: Int) {
        streams.wait { streams -> Void? in
            guard streams[index].bytes.count < Self.shareBytes else { return nil }
            streams[index].bytes += line
            return ()
        }
    }

    /// Stream `index` is complete.
    func finish(_ index: Int, failure: String?) {
        streams.withLock { streams in
            streams[index].isDone = true
            streams[index].failure = failure
        }
    }

    /// Prints every stream, or with no writer takes it and prints nothing; returns whether all went well.
    func printAll(to writer: LineWriter?, complain: (String) -> Void) throws(LineError) -> Bool {
        var isGood = true
        for index in 0..<count {
            while let bytes = next(of: index) { try writer?.write(bytes[...]) }
            if let failure = streams.withLock({ $0[index].failure }) {
                complain(failure)
                isGood = false
            }
        }
        return isGood
    }

    /// Waits for more lines of stream `index`; nil at its end.
    private func next(of index: Int) -> [UInt8]? {
        let next: [UInt8]?? = streams.wait { streams in
            if !streams[index].bytes.isEmpty {
                var bytes: [UInt8] = []
                swap(&bytes, &streams[index].bytes)
                return .some(bytes)
            }
            return streams[index].isDone ? .some(nil) : nil
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
