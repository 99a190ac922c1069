import Glibc

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

    private let pipe: SignalPipe

    /// Readable in poll(2) when a signal has come.
    var descriptor: Int32 { pipe.descriptor }

    /// Installs the handlers; once in a program.
    static func install() throws(ProgramFailure) -> TerminalSignals {
        TerminalSignals(pipe: try SignalPipe([SIGWINCH, SIGTSTP, SIGCONT]))
    }

    /// Takes what has come, in order.
    func take() -> [Event] {
        pipe.take().map { number in
            switch number {
            case SIGTSTP: .suspended
            case SIGCONT: .resumed
            default: .resized
            }
        }
    }

    /// Stops, as Ctrl-Z wants; returns when the program goes on.
    func suspend() {
        signal(SIGTSTP, SIG_DFL)
        raise(SIGTSTP)
        SignalPipe.handle(SIGTSTP)
    }
}
