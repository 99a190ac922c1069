import Glibc

/// Why lines can no longer be written.
public enum LineError: Error, Equatable, Sendable {
    /// Nobody reads any more: the program's cue to end in silence.
    case readerGone
    /// The system refused, such as a full disk.
    case failed(errno: Int32)
}

/// Takes the lines of a stream, one reader's end of it.
public protocol LineSink {
    /// Hands one line over, line feed included.
    mutating func send(_ line: [UInt8], of kind: EventKind) throws(LineError)
    /// Lines left out so far because the reader was too slow.
    var dropped: Int { get }
}

/// Writes lines to a descriptor and waits for as long as its reader needs: no line is ever lost.
///
/// For finite input. SIGPIPE must be ignored (``ignoreBrokenPipes()``), so that a reader that went away
/// shows as an error.
public struct LineWriter: LineSink, Sendable {
    private let descriptor: Int32

    /// Lines left out: none, ever.
    public var dropped: Int { 0 }

    /// A writer to `descriptor`, which stays the caller's to close.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Writes one line, line feed included; blocks until all of it is with the system.
    public func send(_ line: [UInt8], of kind: EventKind) throws(LineError) {
        try write(line[...])
    }

    /// Writes `bytes`; blocks until all of them are with the system.
    public func write(_ bytes: ArraySlice<UInt8>) throws(LineError) {
        var rest = bytes
        while !rest.isEmpty {
            // SAFETY: the pointer is valid for the call, which reads no more than `count` bytes of it.
            let written = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else {
                try recover(from: errno)
            }
        }
    }

    /// Returns when the write is worth repeating.
    private func recover(from error: Int32) throws(LineError) {
        switch error {
        case EINTR: return
        case EAGAIN: waitUntilWritable()
        case EPIPE, ECONNRESET: throw .readerGone
        default: throw .failed(errno: error)
        }
    }

    /// Somebody who shares the descriptor may have made it non-blocking.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // SAFETY: one pollfd, which lives until the call returns.
        _ = unsafe poll(&request, 1, -1)
    }
}

/// Lets a write to a pipe without a reader fail with EPIPE instead of killing the program.
public func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
}
