import Glibc

/// Carries a closure across `pthread_create`.
private final class ThreadBody {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

/// A named function and no closure: a closure literal would take its caller's isolation along.
private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument = unsafe argument {
        // SAFETY: `startThread` passed one retained ThreadBody, and only this thread takes it back.
        unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
    }
    return nil
}

/// Starts a detached thread of its own for work that blocks or must not change threads.
///
/// - Precondition: the system has room for one more thread.
package func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let argument = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    // SAFETY: `thread` lives until the call returns; `argument` is released by `threadMain`.
    let failure = unsafe pthread_create(&thread, nil, threadMain, argument)
    precondition(failure == 0, "no thread could be started")
    pthread_detach(thread)
}
