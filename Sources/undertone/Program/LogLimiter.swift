/// Lets so many log lines through at once, and so many a second from then on.
///
/// A value with the time given. What was left out is told with the next line that passes.
struct LogLimiter {
    /// Lines that may come at once.
    static let burst = 50.0
    /// Lines a second in the long run.
    static let perSecond = 2.0

    private var allowance = burst
    private var last: Double
    private var leftOut = 0

    /// A limiter that begins at `now`, in seconds.
    init(at now: Double) {
        last = now
    }

    /// Whether a line may pass at `now`, and how many were left out before it; nil where it may not.
    mutating func admit(at now: Double) -> Int? {
        allowance = min(Self.burst, allowance + max(0, now - last) * Self.perSecond)
        last = now
        guard allowance >= 1 else {
            leftOut += 1
            return nil
        }
        allowance -= 1
        defer { leftOut = 0 }
        return leftOut
    }
}
