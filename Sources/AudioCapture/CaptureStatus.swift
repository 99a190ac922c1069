internal import Synchronization

/// How the capture thread is scheduled.
public enum CaptureScheduling: String, Sendable {
    /// SCHED_FIFO: no ordinary thread delays it.
    case fifo
    /// The ordinary scheduling: RLIMIT_RTPRIO allows no other.
    case other
}

/// What the capture thread tells and is told, readable from any thread at any time.
///
/// Counters are statistics: relaxed, because nothing else is inferred from them.
public final class CaptureStatus: Sendable {
    /// What the device granted.
    public let grant: PCMGrant

    let wake: EventDescriptor
    let stop: EventDescriptor
    private let overrunCount = Atomic<UInt64>(0)
    private let lostCount = Atomic<UInt64>(0)
    private let deliveredCount = Atomic<UInt64>(0)
    private let isRealTime = Atomic<Bool>(false)
    private let turnCount = Atomic<UInt64>(0)
    private let deadMask = Atomic<UInt64>(0)
    private let lastCaptureTime = Atomic<UInt64>(0)
    private let endWord = Atomic<Int>(EndCode.running.word)

    init?(_ grant: PCMGrant) {
        guard let wake = EventDescriptor(), let stop = EventDescriptor() else { return nil }
        self.grant = grant
        self.wake = wake
        self.stop = stop
    }

    /// Overruns of the driver's buffer so far.
    public var overruns: UInt64 { overrunCount.load(ordering: .relaxed) }
    /// Frames lost so far, whatever the cause.
    public var framesLost: UInt64 { lostCount.load(ordering: .relaxed) }
    /// Frames read from the device so far.
    public var framesRead: UInt64 { deliveredCount.load(ordering: .relaxed) }
    /// How the thread is scheduled; `other` until it runs.
    public var scheduling: CaptureScheduling { isRealTime.load(ordering: .relaxed) ? .fifo : .other }

    /// How often the thread has woken up so far: it advances while the thread lives, frames or no frames.
    public var turns: UInt64 { turnCount.load(ordering: .relaxed) }

    /// The channels that have delivered one and the same value for half a minute, one bit each from bit 0 on.
    public var deadChannels: UInt64 { deadMask.load(ordering: .relaxed) }

    /// When the last frame delivered was captured, on the marks' clock, once the capture has ended; nil where
    /// none was.
    public var lastCaptureNanoseconds: UInt64? {
        // Relaxed: whoever has seen `end` sees it.
        let time = lastCaptureTime.load(ordering: .relaxed)
        return time == 0 ? nil : time
    }

    /// How the capture ended; nil while it runs.
    ///
    /// Whoever sees the end finds everything that was captured in the queue: look here first, then empty the
    /// queue, then leave.
    public var end: CaptureEnd? {
        // Acquiring, partner of the releasing store in `finish`: the last writes to the queue are seen.
        EndCode(word: endWord.load(ordering: .acquiring)).end(of: grant.device)
    }

    /// A descriptor that poll(2) finds readable after a read and at the end; owned by this object.
    ///
    /// The consumer calls ``acknowledge()`` and then empties the queue, in this order, so that no read
    /// is slept through.
    public var wakeDescriptor: Int32 { wake.descriptor }

    /// Makes ``wakeDescriptor`` unreadable until the next read.
    public func acknowledge() { wake.clear() }

    /// Asks the capture thread to end; returns at once.
    public func requestStop() { stop.signal() }

    // The capture thread's side.

    func countOverrun() { overrunCount.wrappingAdd(1, ordering: .relaxed) }
    func countLost(_ frames: UInt64) { lostCount.wrappingAdd(frames, ordering: .relaxed) }
    func countRead(_ frames: UInt64) { deliveredCount.wrappingAdd(frames, ordering: .relaxed) }
    func countTurn() { turnCount.wrappingAdd(1, ordering: .relaxed) }
    func setDeadChannels(_ mask: UInt64) { deadMask.store(mask, ordering: .relaxed) }
    func setLastCapture(_ time: UInt64?) { lastCaptureTime.store(time ?? 0, ordering: .relaxed) }
    func setRealTime() { isRealTime.store(true, ordering: .relaxed) }

    func finish(_ code: EndCode) {
        // Releasing, partner of the acquiring load in `end`.
        endWord.store(code.word, ordering: .releasing)
        wake.signal()
    }
}
