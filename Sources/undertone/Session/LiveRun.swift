import AudioCapture
import Glibc
import Publishing

/// A live session from the outside: its threads, its queue to stdout, and its exit.
struct LiveRun {
    /// How long a stuck reader is waited for once the program shall end, in seconds.
    private static let patience = 2.0

    let model: ModelInUse
    let hello: Hello
    let stop: StopSignal

    private enum Outcome {
        case ended(SessionEnd)
        case failed(LineError)
    }

    /// Listens to `feed` until it ends, the program shall end, or nobody reads.
    func run(
        _ feed: any LiveFeed, reopen: (@Sendable () throws(PCMError) -> DeviceFeed)? = nil
    ) throws {
        let outcome = Monitor<Outcome?>(nil)
        let settle: @Sendable (Outcome) -> Void = { first in outcome.withLock { $0 = $0 ?? first } }
        let queue = LineQueue(descriptor: STDOUT_FILENO) { settle(.failed($0)) }
        startThread { [self] in
            do throws(LineError) {
                var session = LiveSession(
                    feed: feed, model: model, hello: hello, to: queue, stop: stop, reopen: reopen)
                let end = try session.run()
                // A file that has ended may wait for its reader; one who ends the program may not.
                while !queue.drain(patience: Self.patience), !stop.isRaised {}
                settle(.ended(end))
            } catch {
                settle(.failed(error))
            }
        }
        switch outcome.wait(until: { $0 }) {
        case .ended(let end): if let failure = end.failure { throw ProgramFailure(failure) }
        case .failed(let error): throw error.asProgramError
        case nil: break
        }
    }
}
