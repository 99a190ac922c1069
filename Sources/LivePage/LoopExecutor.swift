internal import NIOCore

/// Runs tasks and actors on one event loop: the whole page has one thread, and nothing hops between two.
final class LoopExecutor: TaskExecutor, SerialExecutor {
    let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in
            // SAFETY: both executors are this object, which the closure keeps alive; the loop runs one job at a time.
            unsafe job.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        }
    }

    func checkIsolated() {
        loop.preconditionInEventLoop()
    }
}
