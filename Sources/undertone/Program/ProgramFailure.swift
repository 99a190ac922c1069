import Glibc
import Publishing

/// A failure at run time: one line on stderr, exit code 1.
struct ProgramFailure: Error {
    /// The line; nil where every line has been written already.
    var message: String?

    init(_ message: String?) {
        self.message = message
    }
}

/// Nobody reads any more: silence, exit code 0.
struct ReaderGone: Error {}

extension LineError {
    /// The same as what ends the program.
    var asProgramError: any Error {
        switch self {
        case .readerGone: ReaderGone()
        case .failed(let code):
            // SAFETY: strerror returns a terminated string of the C library's, copied at once.
            ProgramFailure("cannot write to standard output: \(unsafe String(cString: strerror(code)))")
        }
    }
}

/// The text of the system's last error.
func systemErrorText() -> String {
    // SAFETY: strerror returns a terminated string of the C library's, copied at once.
    unsafe String(cString: strerror(errno))
}
