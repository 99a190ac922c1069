import Glibc

/// A moment of wall-clock time, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Printed by hand as RFC 3339 with milliseconds: Foundation's formatters would bring its locales along.
public struct Timestamp: Sendable, Equatable {
    /// Milliseconds since 1970, UTC; leap seconds are not counted.
    public var millisecondsSince1970: Int

    /// A moment given in milliseconds since 1970.
    public init(millisecondsSince1970: Int) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// What CLOCK_REALTIME says now.
    public static func now() -> Timestamp {
        var time = timespec()
        // SAFETY: the call writes one timespec, which lives until the call returns.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(millisecondsSince1970: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }

    /// The moment as RFC 3339 in UTC, such as `2026-02-28T23:59:59.007Z`.
    public var text: String {
        let (day, millisecond) = Self.floorDivide(millisecondsSince1970, 86_400_000)
        let date = Self.civilDate(daysSince1970: day)
        let second = millisecond / 1000
        let clock = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }
        return Self.padded(date.year, 4) + "-" + Self.padded(date.month, 2) + "-" + Self.padded(date.day, 2)
            + "T" + clock.joined(separator: ":") + "." + Self.padded(millisecond % 1000, 3) + "Z"
    }

    /// The date of the proleptic Gregorian calendar `daysSince1970` days after 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last of its year, in eras of 400 years
    /// (146,097 days). Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    static func civilDate(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floorDivide(daysSince1970 + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
        let remainder = ((value % divisor) + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
