import Testing

@testable import undertone

@Suite struct SettingTests {
    private let number = Setting<Int>(
        flag: "--test-number", expectation: "a number", fallback: 7, parse: { Int($0) })

    @Test func theFlagWinsAndTheFallbackComesLast() throws {
        #expect(try number.resolve("3") == 3)
        #expect(try number.resolve(nil) == 7)
    }

    @Test func aBadValueNamesItsFlag() {
        let error = #expect(throws: (any Error).self) { try number.resolve("x") }
        #expect("\(error!)".contains("--test-number x: expected a number"))
    }

    @Test func aChannelIsANumberFromOneOrTheMix() {
        let rows: [(text: String, choice: ChannelChoice?)] = [
            ("mix", .mix), ("1", .number(1)), ("12", .number(12)), ("0", nil), ("-1", nil), ("left", nil),
            ("", nil), ("1.5", nil),
        ]
        for row in rows { #expect(ChannelChoice(row.text) == row.choice) }
    }
}
