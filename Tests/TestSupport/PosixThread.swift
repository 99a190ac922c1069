import Glibc

/// A thread of its own for a test that must not share the tasks' pool: it may spin or block.
///
/// - Returns: what to call to wait for its end.
public func startThread(_ body: @escaping @Sendable () -> Void) -> PosixThread {
    PosixThread(body)
}

/// A running POSIX thread; ``join()`` waits for its end, once.
public struct PosixThread: ~Copyable {
    private var thread = pthread_t()

    fileprivate init(_ body: @escaping @Sendable () -> Void) {
        // SAFETY: the retained box is released by the thread's body, which runs exactly once.
        let context = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
        let failure = unsafe pthread_create(&thread, nil, runThreadBody, context)
        precondition(failure == 0, "a test could not start a thread")
    }

    /// Waits until the thread's body has returned.
    public consuming func join() {
        pthread_join(thread, nil)
    }
}

private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

// A named function, not a closure: a closure made inside a main-actor type would be isolated to it.
private func runThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    // SAFETY: `context` is the box retained for this one call.
    let box = unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue()
    box.body()
    return nil
}
