import Glibc

/// Notices that the reader of a descriptor has gone away, even while nothing is being written.
///
/// A pipe without readers and a socket whose peer hung up raise POLLERR or POLLHUP at once, whatever was
/// asked for; a file never does.
public enum ReaderWatch {
    /// Starts a thread that calls `onGone` once, as soon as nobody reads `descriptor` any more.
    public static func start(descriptor: Int32, onGone: @escaping @Sendable () -> Void) {
        startThread {
            guard canLoseItsReader(descriptor) else { return }
            while true {
                var request = pollfd(fd: descriptor, events: 0, revents: 0)
                // SAFETY: one pollfd, which lives until the call returns.
                let ready = unsafe poll(&request, 1, -1)
                if ready > 0 { return onGone() }
                if ready < 0, errno != EINTR { return }
            }
        }
    }

    /// Whether `descriptor` is a pipe, a socket or a terminal.
    ///
    /// Regular files are always ready to poll.
    private static func canLoseItsReader(_ descriptor: Int32) -> Bool {
        var status = stat()
        // SAFETY: the call fills one stat, which lives until the call returns.
        guard unsafe fstat(descriptor, &status) == 0 else { return false }
        return [S_IFIFO, S_IFSOCK, S_IFCHR].contains(status.st_mode & S_IFMT)
    }
}
