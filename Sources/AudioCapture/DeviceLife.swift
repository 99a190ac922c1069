/// The life of one device: away, open, lost, away again.
///
/// A pure state machine. Times, dice and the results of opening are given; it says when to open next and what is
/// news: a refusal whose reason or words differ from the last one's, so that a device that is
/// away for a week is told once.
public struct DeviceLife: Sendable {
    private enum Phase: Equatable {
        case away
        case open
    }

    private var phase = Phase.away
    private let waits: ClosedRange<UInt64>
    private var schedule: RetrySchedule
    private var lastRefusal: PCMError?

    /// A device that has not been tried yet; the first attempt is due at `now`.
    public init(at now: UInt64, waits: ClosedRange<UInt64> = RetrySchedule.standardWaits) {
        self.waits = waits
        schedule = RetrySchedule(at: now, waits: waits)
    }

    /// When to try to open it; nil while it is open.
    public var nextAttempt: UInt64? { phase == .open ? nil : schedule.dueNanoseconds }

    /// It was opened.
    public mutating func opened() {
        phase = .open
        lastRefusal = nil
    }

    /// It could not be opened; returns whether that is news.
    public mutating func refused(_ error: PCMError, at now: UInt64, dice: Double) -> Bool {
        schedule.failed(at: now, dice: dice)
        defer { lastRefusal = error }
        return error != lastRefusal
    }

    /// It went away while it was open.
    ///
    /// One that never delivered a frame is tried ever more seldom: a sound server without a session manager
    /// opens at once and delivers nothing.
    public mutating func lost(hadFrames: Bool, at now: UInt64, dice: Double) {
        phase = .away
        if hadFrames { schedule.lost(at: now, dice: dice) } else { schedule.failed(at: now, dice: dice) }
    }

    /// It is given up, for another name: that one is tried at once.
    public mutating func retarget(at now: UInt64) {
        self = DeviceLife(at: now, waits: waits)
    }

    /// Something happened where the device may appear.
    public mutating func woken(at now: UInt64) {
        if phase == .away { schedule.woken(at: now) }
    }
}
