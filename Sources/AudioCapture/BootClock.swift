internal import Glibc

/// The clock of the marks: nanoseconds since the machine started, time asleep included.
///
/// Injected, so that a test can run it faster or by hand.
public struct BootClock: Sendable {
    /// Reads the clock; called on the capture thread, so it must neither allocate nor wait.
    public let nanoseconds: @Sendable () -> UInt64

    /// Reads the clock of time-outs; called on the capture thread too.
    ///
    /// It stands still while the machine sleeps: a device must not seem to have been silent for hours.
    public let patienceNanoseconds: @Sendable () -> UInt64

    /// A clock that reads what `nanoseconds` returns, and another one for time-outs: CLOCK_MONOTONIC
    /// where none is given.
    public init(
        nanoseconds: @escaping @Sendable () -> UInt64,
        patienceNanoseconds: (@Sendable () -> UInt64)? = nil
    ) {
        self.nanoseconds = nanoseconds
        self.patienceNanoseconds = patienceNanoseconds ?? { Self.read(CLOCK_MONOTONIC) }
    }

    /// CLOCK_BOOTTIME, and CLOCK_MONOTONIC for time-outs.
    public static let system = BootClock(nanoseconds: { read(CLOCK_BOOTTIME) })

    fileprivate static func read(_ clock: clockid_t) -> UInt64 {
        var now = timespec()
        unsafe clock_gettime(clock, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}
