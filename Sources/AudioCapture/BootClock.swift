internal import Glibc

/// The clock of the marks: nanoseconds since the machine started, time asleep included.
///
/// Injected, so that a test can run it faster or by hand.
public struct BootClock: Sendable {
    /// Reads the clock; called on the capture thread, so it must neither allocate nor wait.
    public let nanoseconds: @Sendable () -> UInt64

    /// A clock that reads what `nanoseconds` returns.
    public init(nanoseconds: @escaping @Sendable () -> UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// CLOCK_BOOTTIME.
    public static let system = BootClock { read(CLOCK_BOOTTIME) }

    /// CLOCK_MONOTONIC, for time-outs: time asleep must not run them down.
    static func monotonicNanoseconds() -> UInt64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var now = timespec()
        unsafe clock_gettime(clock, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}
