import Publishing
import Testing

@Suite struct TimestampTests {
    /// Made with `date -u -d @SECONDS +%FT%T`.
    private static let rows: [(milliseconds: Int, text: String)] = [
        (0, "1970-01-01T00:00:00.000Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_001, "2000-03-01T00:00:00.001Z"),
        (1_709_164_800_010, "2024-02-29T00:00:00.010Z"),
        (1_767_225_599_999, "2025-12-31T23:59:59.999Z"),
        (1_767_225_600_000, "2026-01-01T00:00:00.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
    ]

    @Test func everyMomentHasItsDate() {
        for row in Self.rows {
            #expect(Timestamp(millisecondsSince1970: row.milliseconds).text == row.text)
        }
    }

    @Test func everyDayFollowsTheDayBefore() {
        let days = (0..<150_000).map { Timestamp(millisecondsSince1970: $0 * 86_400_000).text.prefix(10) }
        #expect(zip(days, days.dropFirst()).allSatisfy { $0 < $1 })
    }
}
