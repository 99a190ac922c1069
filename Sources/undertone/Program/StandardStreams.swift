import Glibc

/// The three descriptors that every program is given, or not.
enum StandardStreams {
    /// Fills in what is missing; false when standard output is closed.
    ///
    /// A closed stdin or stderr is replaced by /dev/null: the next file opened would otherwise take its
    /// number and be read or written in its place.
    static func prepare() -> Bool {
        for descriptor in [STDIN_FILENO, STDERR_FILENO] where !isOpen(descriptor) {
            let null = unsafe open("/dev/null", O_RDWR)
            // The lowest free number comes first: stdout's hole must stay one.
            if null >= 0, null != descriptor {
                dup2(null, descriptor)
                close(null)
            }
        }
        return isOpen(STDOUT_FILENO)
    }

    private static func isOpen(_ descriptor: Int32) -> Bool {
        fcntl(descriptor, F_GETFD) >= 0
    }
}
