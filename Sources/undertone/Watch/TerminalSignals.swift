import Glibc

/// The write end of the pipe, for the signal handler; a constant initial value needs no lazy setup.
// SAFETY: written once, before the handlers are installed.
nonisolated(unsafe) private var terminalPipeWriteEnd: Int32 = -1

/// The handler, of async-signal-safe calls alone.
private func handleTerminal(_ number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    // SAFETY: reads the one byte of `byte`.
    _ = unsafe write(unsafe terminalPipeWriteEnd, &byte, 1)
    errno = saved
}

/// What a terminal tells its programs by signals, as bytes of a pipe.
struct TerminalSignals: Sendable {
    /// What has happened.
    enum Event {
        /// The window has another size.
        case resized
        /// Ctrl-Z.
        case suspended
        /// The program goes on, and others may have used the terminal.
        case resumed
    }

    /// Readable in poll(2) when a signal has come.
    let descriptor: Int32

    /// Installs the handlers; once in a program.
    static func install() throws(ProgramFailure) -> TerminalSignals {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        guard unsafe pipe(&ends) == 0 else {
            throw ProgramFailure("the system has no file descriptors left; raise the limit (ulimit -n)")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        unsafe terminalPipeWriteEnd = ends[1]
        for number in [SIGWINCH, SIGTSTP, SIGCONT] { signal(number, handleTerminal) }
        StopSignal.unblock([SIGWINCH, SIGTSTP, SIGCONT])
        return TerminalSignals(descriptor: ends[0])
    }

    /// Takes what has come, in order.
    func take() -> [Event] {
        var events: [Event] = []
        var byte: UInt8 = 0
        // SAFETY: reads one byte into `byte`.
        while unsafe read(descriptor, &byte, 1) == 1 {
            switch Int32(byte) {
            case SIGTSTP: events.append(.suspended)
            case SIGCONT: events.append(.resumed)
            default: events.append(.resized)
            }
        }
        return events
    }

    /// Stops, as Ctrl-Z wants; returns when the program goes on.
    func suspend() {
        signal(SIGTSTP, SIG_DFL)
        raise(SIGTSTP)
        signal(SIGTSTP, handleTerminal)
    }
}
