import Glibc

/// The write end of the stop pipe, for the signal handler; a constant initial value needs no lazy setup.
// SAFETY: written once, before the handlers are installed.
nonisolated(unsafe) private var stopPipeWriteEnd: Int32 = -1

/// The handler, of async-signal-safe calls alone.
///
/// A second Ctrl-C finds the default action and ends the program at once. A second SIGTERM does not: `timeout`
/// and others send it to the process and to its group, and `end` would be lost.
private func handleStop(_ number: Int32) {
    let saved = errno
    if number == SIGINT { signal(number, SIG_DFL) }
    var byte: UInt8 = 1
    // SAFETY: reads the one byte of `byte`.
    _ = unsafe write(unsafe stopPipeWriteEnd, &byte, 1)
    errno = saved
}

/// Ctrl-C and SIGTERM as a descriptor that becomes, and stays, readable.
///
/// Handlers rather than blocked signals: libraries start threads before main, and those would be killed.
struct StopSignal: Sendable {
    /// Readable once the program shall end; never read from.
    let descriptor: Int32

    /// Installs the handlers; once in a program.
    static func install() throws(ProgramFailure) -> StopSignal {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        guard unsafe pipe(&ends) == 0 else {
            throw ProgramFailure("the system has no file descriptors left; raise the limit (ulimit -n)")
        }
        unsafe stopPipeWriteEnd = ends[1]
        signal(SIGINT, handleStop)
        signal(SIGTERM, handleStop)
        unblock([SIGINT, SIGTERM])
        return StopSignal(descriptor: ends[0])
    }

    /// Lets signals through that whoever started the program may have blocked.
    static func unblock(_ numbers: [Int32]) {
        var set = sigset_t()
        // SAFETY: the set lives until the last call returns; each call reads or writes that set alone.
        unsafe sigemptyset(&set)
        for number in numbers { unsafe sigaddset(&set, number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Whether the program shall end.
    var isRaised: Bool { waitUntilRaised(milliseconds: 0) }

    /// Waits at most so long; whether the program shall end.
    func waitUntilRaised(milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // SAFETY: one pollfd, which lives until the call returns.
        return unsafe poll(&request, 1, milliseconds) > 0
    }
}
