import Glibc

/// A non-blocking pipe by which one thread wakes another out of poll(2).
final class WakePipe: Sendable {
    /// Readable after a signal.
    let descriptor: Int32
    private let writeEnd: Int32

    init() throws(ProgramFailure) {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        guard unsafe pipe(&ends) == 0 else {
            throw ProgramFailure("the system has no file descriptors left; raise the limit (ulimit -n)")
        }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(descriptor)
        close(writeEnd)
    }

    /// Wakes the other thread; a full pipe is readable already.
    func signal() {
        var byte: UInt8 = 1
        // SAFETY: reads the one byte of `byte`.
        _ = unsafe write(writeEnd, &byte, 1)
    }

    /// Makes the descriptor unreadable until the next signal.
    func clear() {
        var bytes: UInt64 = 0
        // SAFETY: each read writes at most the eight bytes of `bytes`.
        while unsafe read(descriptor, &bytes, 8) == 8 {}
    }
}
