private import Glibc

/// Carries a closure across `pthread_create`.
private final class IdleThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// SCHED_IDLE of Linux, which the Glibc module leaves out.
private let idlePolicy: Int32 = 5

private func idleThreadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    var priority = sched_param()
    // It is a wish: where the system refuses it, the thread competes like any other.
    // SAFETY: reads one structure; 0 is the calling thread.
    _ = unsafe sched_setscheduler(0, idlePolicy, &priority)
    if let argument = unsafe argument {
        // SAFETY: `startIdleThread` passed one retained body, and only this thread takes it back.
        unsafe Unmanaged<IdleThreadBody>.fromOpaque(argument).takeRetainedValue().run()
    }
    return nil
}

/// Runs `body` on a thread of its own, on whatever core nobody else wants at the moment.
///
/// - Returns: false, and nothing runs, where no thread can be had.
@discardableResult func startIdleThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    var thread = pthread_t()
    let argument = unsafe Unmanaged.passRetained(IdleThreadBody(body))
    // SAFETY: `thread` lives until the call returns; `idleThreadMain` releases the argument, or nobody took it.
    guard unsafe pthread_create(&thread, nil, idleThreadMain, argument.toOpaque()) == 0 else {
        unsafe argument.release()
        return false
    }
    pthread_detach(thread)
    return true
}
