import Glibc

/// Where the handler writes the number of each signal.
// SAFETY: a signal's place is written before its handler is installed, and never again; so the handler finds the
// table made, and reads written places alone.
nonisolated(unsafe) private let signalWriteEnds = UnsafeMutableBufferPointer<Int32>.allocate(
    capacity: SignalPipe.signalCount)

/// Signals as bytes of a pipe, so that a loop that polls can wait for them too.
struct SignalPipe: Sendable {
    fileprivate static let signalCount = 65

    /// Readable in poll(2) when a signal has come.
    let descriptor: Int32

    /// Installs the handler for some signals, which no other pipe takes; once in a program.
    init(_ numbers: [Int32]) throws(ProgramFailure) {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        guard unsafe pipe(&ends) == 0 else {
            throw ProgramFailure("the system has no file descriptors left; raise the limit (ulimit -n)")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        for number in numbers {
            unsafe signalWriteEnds[Int(number)] = ends[1]
            Self.handle(number)
        }
        StopSignal.unblock(numbers)
    }

    /// Installs the handler of a signal again, after another one had its place.
    static func handle(_ number: Int32) {
        signal(number) { number in
            // Async-signal-safe calls alone.
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            // SAFETY: reads the one byte of `byte`; the place was written before the handler was installed.
            _ = unsafe write(signalWriteEnds[Int(number)], &byte, 1)
            errno = saved
        }
    }

    /// Takes the numbers of the signals that have come, in order.
    func take() -> [Int32] {
        var numbers: [Int32] = []
        var byte: UInt8 = 0
        // SAFETY: reads one byte into `byte`.
        while unsafe read(descriptor, &byte, 1) == 1 { numbers.append(Int32(byte)) }
        return numbers
    }
}
