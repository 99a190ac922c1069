import Glibc

/// The write end of the control pipe, for the signal handler; a constant initial value needs no lazy setup.
// SAFETY: written once, before the handlers are installed.
nonisolated(unsafe) private var controlPipeWriteEnd: Int32 = -1

/// The handler, of async-signal-safe calls alone.
private func handleControl(_ number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    // SAFETY: reads the one byte of `byte`.
    _ = unsafe write(unsafe controlPipeWriteEnd, &byte, 1)
    errno = saved
}

/// SIGHUP and SIGUSR1 as bytes of a pipe.
struct ControlSignals: Sendable {
    /// What a signal asks for.
    enum Request {
        /// SIGHUP: read the configuration again.
        case reload
        /// SIGUSR1: log statistics.
        case statistics
    }

    /// Readable in poll(2) when a signal has come.
    let descriptor: Int32

    /// Installs the handlers; once in a program.
    static func install() throws(ProgramFailure) -> ControlSignals {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        guard unsafe pipe(&ends) == 0 else {
            throw ProgramFailure("the system has no file descriptors left; raise the limit (ulimit -n)")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        unsafe controlPipeWriteEnd = ends[1]
        signal(SIGHUP, handleControl)
        signal(SIGUSR1, handleControl)
        StopSignal.unblock([SIGHUP, SIGUSR1])
        return ControlSignals(descriptor: ends[0])
    }

    /// Takes what has come, each kind once.
    func take() -> Set<Request> {
        var requests: Set<Request> = []
        var byte: UInt8 = 0
        // SAFETY: reads one byte into `byte`.
        while unsafe read(descriptor, &byte, 1) == 1 {
            requests.insert(Int32(byte) == SIGHUP ? .reload : .statistics)
        }
        return requests
    }
}
