import Glibc

/// A real pipe, both ends of which close with it.
final class Pipe: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    init() {
        var ends: [Int32] = [0, 0]
        let result = unsafe pipe(&ends)
        precondition(result == 0)
        (readEnd, writeEnd) = (ends[0], ends[1])
        // A reader that stops early must not end the test process.
        _ = signal(SIGPIPE, SIG_IGN)
    }

    deinit { close(readEnd) }

    /// Feeds `bytes` from a thread of its own, `chunk` bytes at a time, each only when the one before has
    /// been read, so that every read sees exactly one chunk; then closes the pipe.
    func feed(_ bytes: [UInt8], chunk: Int) {
        let job = Job { [writeEnd] in
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                waitUntilEmpty(writeEnd)
                writeAll(bytes[start..<min(start + chunk, bytes.count)], to: writeEnd)
            }
            close(writeEnd)
        }
        var thread = pthread_t()
        // SAFETY: the job is retained here and released by the thread that runs it.
        unsafe _ = pthread_create(&thread, nil, runJob, Unmanaged.passRetained(job).toOpaque())
        pthread_detach(thread)
    }
}

/// Waits until nothing is left in the pipe, or nobody is there to read it.
private func waitUntilEmpty(_ writeEnd: Int32) {
    while true {
        var pending: Int32 = 0
        var state = pollfd(fd: writeEnd, events: Int16(POLLOUT), revents: 0)
        // SAFETY: FIONREAD stores one int, the bytes that wait; poll is told of one request.
        unsafe _ = ioctl(writeEnd, UInt(FIONREAD), &pending)
        unsafe _ = poll(&state, 1, 0)
        if pending == 0 || state.revents & Int16(POLLERR) != 0 { return }
        sched_yield()
    }
}

private final class Job: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runJob(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // SAFETY: the context is the job that feed retained.
    unsafe Unmanaged<Job>.fromOpaque(context!).takeRetainedValue().body()
    return nil
}
