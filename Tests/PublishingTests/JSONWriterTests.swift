import Glibc
import Publishing
import Testing
import TestSupport

@Suite struct JSONWriterTests {
    /// Numbers as four decimals, without trailing zeros.
    private static let numbers: [(Double, String)] = [
        (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.25, "0.25"), (0.1, "0.1"), (1.0 / 3, "0.3333"),
        (2.0 / 3, "0.6667"), (-2.0 / 3, "-0.6667"), (0.00004, "0"), (-0.00004, "0"), (0.00006, "0.0001"),
        (0.99996, "1"), (123_456.78905, "123456.7891"), (10.0101, "10.0101"), (1000, "1000"),
        (0.001, "0.001"),
        (8.99e11, "899000000000"), (1e18, "1e+18"), (1e300, "1e+300"),
        (.nan, "null"), (.infinity, "null"), (-.infinity, "null"), (.leastNonzeroMagnitude, "0"),
    ]

    @Test func numbersHaveFourDecimalsAndAreNeverNaN() throws {
        for (number, expected) in Self.numbers {
            var json = JSONWriter()
            json.value(number)
            #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
        }
    }

    @Test func everyNumberReadsBackWithinHalfATenThousandth() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let number = Double.random(in: -1e6...1e6, using: &generator)
            var json = JSONWriter()
            json.value(number)
            let read = try #require(Double(String(decoding: json.bytes, as: UTF8.self)))
            #expect(abs(read - number) <= 0.000_050_001)
        }
    }

    @Test func wholeNumbersKeepEveryDigit() {
        for number in [0, 7, -7, 10, 1_000_000, Int.max, Int.min] {
            var json = JSONWriter()
            json.value(number)
            #expect(String(decoding: json.bytes, as: UTF8.self) == String(number))
        }
    }

    /// Every control character, quotes, backslashes, and text beyond ASCII come back as they were.
    @Test func stringsReadBackAsTheyWere() throws {
        let controls = String(String.UnicodeScalarView((0..<0x20).map { Unicode.Scalar(UInt8($0)) }))
        for text in ["", "plain", "\"\\/", controls, "\u{7F}", "naïve 日本 🎤", "a\u{2028}b"] {
            var json = JSONWriter()
            json.value(text)
            #expect(try JSONValue(parsing: String(decoding: json.bytes, as: UTF8.self)) == .string(text))
        }
    }

    @Test func slashesAreNotEscaped() {
        var json = JSONWriter()
        json.value("/dev/snd")
        #expect(String(decoding: json.bytes, as: UTF8.self) == "\"/dev/snd\"")
    }

    @Test func bytesThatAreNotUTF8AreRepaired() throws {
        var json = JSONWriter()
        json.value(repairing: [0x61, 0xFF, 0xC3, 0x28, 0x62])
        let read = try JSONValue(parsing: String(decoding: json.bytes, as: UTF8.self))
        #expect(read == .string("a\u{FFFD}\u{FFFD}(b"))
    }

    @Test func theLocaleChangesNothing() {
        unsafe setlocale(LC_ALL, "de_DE.UTF-8")
        defer { unsafe setlocale(LC_ALL, "C") }
        var json = JSONWriter()
        json.value(1234.5)
        #expect(String(decoding: json.bytes, as: UTF8.self) == "1234.5")
    }
}
