internal import CALSA
internal import Glibc

/// The real-time thread of a ``CaptureLoop``: stopped and joined when it goes.
struct CaptureThread: ~Copyable, Sendable {
    /// Above every ordinary thread, and far below what the kernel's own threads have.
    private static let priority: CInt = 20

    private let thread: pthread_t
    private let status: CaptureStatus
    /// Keeps the run, so that its device is closed by the thread's owner.
    private let work: CaptureWork

    init?(_ run: consuming CaptureRun, status: CaptureStatus) {
        let work = CaptureWork(run, status)
        var thread = pthread_t()
        // SAFETY: the retained box is released by `captureThreadMain`, which runs exactly once, or below.
        let context = unsafe Unmanaged.passRetained(work).toOpaque()
        guard unsafe pthread_create(&thread, nil, captureThreadMain, context) == 0 else {
            unsafe Unmanaged<CaptureWork>.fromOpaque(context).release()
            return nil
        }
        self.thread = thread
        self.status = status
        self.work = work
    }

    deinit {
        status.requestStop()
        pthread_join(thread, nil)
    }

    /// Leaves signals to the other threads, and takes real-time scheduling where it is allowed.
    fileprivate static func prepare(_ status: CaptureStatus) {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
        unsafe undertone_name_thread("capture")
        var parameters = sched_param()
        for priority in [priority, 1] {
            parameters.sched_priority = priority
            if unsafe pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0 {
                return status.setRealTime()
            }
        }
    }
}

/// The run on its way to the thread and back.
// SAFETY: `run` is touched by the thread alone from its creation to its end, and by nobody but deinit after
// `pthread_join` has returned.
private final class CaptureWork: @unchecked Sendable {
    var run: CaptureRun?
    let status: CaptureStatus

    init(_ run: consuming CaptureRun, _ status: CaptureStatus) {
        self.run = consume run
        self.status = status
    }
}

// A named function outside every type: a closure made in a main-actor context would be isolated to it.
private func captureThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    // SAFETY: `context` is the box retained for this one call.
    let work = unsafe Unmanaged<CaptureWork>.fromOpaque(context).takeRetainedValue()
    CaptureThread.prepare(work.status)
    guard var run = work.run.take() else { return nil }
    var end = run.start()
    while end == nil { end = run.step() }
    run.finish(end ?? .stopped)
    work.run = consume run
    return nil
}
