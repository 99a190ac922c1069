import Glibc

/// SIGHUP and SIGUSR1 as bytes of a pipe.
struct ControlSignals: Sendable {
    /// What a signal asks for.
    enum Request {
        /// SIGHUP: read the configuration again.
        case reload
        /// SIGUSR1: log statistics.
        case statistics
    }

    private let pipe: SignalPipe

    /// Readable in poll(2) when a signal has come.
    var descriptor: Int32 { pipe.descriptor }

    /// Installs the handlers; once in a program.
    static func install() throws(ProgramFailure) -> ControlSignals {
        ControlSignals(pipe: try SignalPipe([SIGHUP, SIGUSR1]))
    }

    /// Takes what has come, each kind once.
    func take() -> Set<Request> {
        Set(pipe.take().map { $0 == SIGHUP ? .reload : .statistics })
    }
}
