import Glibc
import Logging
import Publishing

/// `listen` in a thread of this process: its lines come out of a pipe.
final class ListeningPipeline: Sendable {
    /// The end to read from; its reader's to close.
    let output: Int32
    private let result = Monitor<(any Error)?>(nil)

    /// Starts to listen, as the command says.
    init(_ command: sending ListenCommand, stop: StopSignal) throws(ProgramFailure) {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        guard unsafe pipe(&ends) == 0 else {
            throw ProgramFailure("the system has no file descriptors left; raise the limit (ulimit -n)")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = ends[0]
        let input = ends[1]
        let box = UncheckedCommand(command)
        startThread { [result] in
            do {
                try box.value.listen(stop) { settings in
                    settings.output = input
                    settings.isStdoutOn = true
                    settings.socket = nil
                    settings.page = nil
                    settings.logLevel = .critical
                }
            } catch {
                result.withLock { $0 = error }
            }
            // The end of the lines; what went wrong is there to be seen by then.
            close(input)
        }
    }

    /// What ended it, where that was a failure.
    var failure: (any Error)? { result.withLock { $0 } }

    /// Waits until something can be read, the lines have ended, or the time is up.
    func waitForFirstLine(milliseconds: Int32) {
        var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        // SAFETY: one pollfd, which lives until the call returns.
        _ = unsafe poll(&request, 1, milliseconds)
    }
}
