/// When a device that is away is tried again: after half a second, then twice as long each time, up to five seconds.
///
/// A value without a clock or dice of its own. The jitter only shortens a wait, so that many programs that lost
/// one sound server do not come back in one moment, and none waits for longer than its back-off.
public struct RetrySchedule: Sendable, Equatable {
    /// The waits, in nanoseconds: the first, and the longest.
    public static let standardWaits: ClosedRange<UInt64> = 500_000_000...5_000_000_000
    /// How much of a wait the jitter may take away.
    static let jitterShare = 0.2
    /// How long a device that just appeared is left alone: udev creates a node before it sets its group.
    static let settleNanoseconds: UInt64 = 50_000_000

    /// When the next attempt is due, in nanoseconds of the caller's clock.
    public private(set) var dueNanoseconds: UInt64
    private let waits: ClosedRange<UInt64>
    private var waitNanoseconds: UInt64
    /// Before when no watched event brings an attempt forward: events may come by the thousand.
    private var quietUntilNanoseconds: UInt64 = 0

    /// A schedule whose first attempt is due at `now`.
    public init(at now: UInt64, waits: ClosedRange<UInt64> = standardWaits) {
        dueNanoseconds = now
        self.waits = waits
        waitNanoseconds = waits.lowerBound
    }

    /// An attempt failed, or brought a device that delivered nothing; `dice` is from 0 to 1.
    public mutating func failed(at now: UInt64, dice: Double) {
        let wait = Double(waitNanoseconds) * (1 - Self.jitterShare * min(max(dice, 0), 1))
        dueNanoseconds = now + UInt64(wait)
        waitNanoseconds = min(2 * waitNanoseconds, waits.upperBound)
        quietUntilNanoseconds = now + Self.settleNanoseconds
    }

    /// A device that delivered went away: it is tried again after the shortest wait.
    public mutating func lost(at now: UInt64, dice: Double) {
        waitNanoseconds = waits.lowerBound
        failed(at: now, dice: dice)
    }

    /// Something happened where the device may appear: it is tried as soon as it has settled, and often from
    /// then on.
    public mutating func woken(at now: UInt64) {
        waitNanoseconds = waits.lowerBound
        dueNanoseconds = min(dueNanoseconds, max(now + Self.settleNanoseconds, quietUntilNanoseconds))
    }
}
