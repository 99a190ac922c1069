public import ResultFiles

/// Why a picture was not made.
public enum PlotError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The program that draws is not installed.
    case gnuplotMissing
    /// gnuplot gave up; what it said.
    case gnuplotFailed(String)
    /// The name ends in neither `.png` nor `.svg`.
    case unknownFormat(path: String)
    /// The picture was drawn and cannot be written.
    case unwritable(ResultFileError)

    /// One line for a person: what happened and what to do.
    public var description: String {
        switch self {
        case .gnuplotMissing:
            "cannot draw: gnuplot is not installed; install gnuplot-nox (sudo apt-get install gnuplot-nox)"
        case .gnuplotFailed(let message): "cannot draw: gnuplot failed: \(message)"
        case .unknownFormat(let path): "cannot draw \(path): expected a name that ends in .png or .svg"
        case .unwritable(let error): error.description
        }
    }
}
