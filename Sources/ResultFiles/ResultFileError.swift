private import Glibc

/// A file of results cannot be written.
public struct ResultFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    public enum Reason: Error, Sendable, Hashable {
        /// The name is a folder's, a device's or a pipe's.
        case notAFile
        /// What speaks against the place, for a person.
        case unfit(String)
        /// What the system said: errno.
        case system(Int32)
    }

    /// The file, as it was asked for.
    public var path: String
    /// What went wrong.
    public var reason: Reason

    /// An error with every field given.
    public init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// One line for a person.
    public var description: String {
        switch reason {
        case .notAFile: "cannot write \(path): it is a folder, a device or a pipe; name a file"
        case .unfit(let why): "cannot write \(path): \(why)"
        // SAFETY: strerror returns a NUL-terminated string, copied at once.
        case .system(let code): "cannot write \(path): \(unsafe String(cString: strerror(code)))"
        }
    }
}
