/// Writes JSON into a byte buffer.
///
/// Hand-written because the contract wants what synthesised encoding does not give: null for what is
/// absent or not finite, four decimals whatever the locale, and no `\/`.
public struct JSONWriter: Sendable {
    /// What has been written, UTF-8.
    public private(set) var bytes: [UInt8] = []
    /// Whether the next key or element needs a comma before it.
    private var needsComma = false

    /// An empty buffer with room for one line.
    public init() {
        bytes.reserveCapacity(2048)
    }

    /// Appends one byte as it is, such as the line feed that ends a line.
    public mutating func appendByte(_ byte: UInt8) {
        bytes.append(byte)
    }

    // MARK: - Structure

    /// Writes an object whose members `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Writes an array whose elements `body` writes.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        enclosed(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    private mutating func enclosed(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(open)
        needsComma = false
        body(&self)
        bytes.append(close)
        needsComma = true
    }

    /// Writes a member's key; its value must follow.
    public mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    // MARK: - Values

    /// Writes null.
    public mutating func null() {
        separate()
        append("null")
    }

    /// Writes true or false.
    public mutating func value(_ flag: Bool) {
        separate()
        append(flag ? "true" : "false")
    }

    /// Writes a whole number.
    public mutating func value(_ number: Int) {
        separate()
        appendInteger(number.magnitude, negative: number < 0)
    }

    /// Writes a number rounded to four decimals, or null when it is nil or not finite.
    public mutating func value(_ number: Double?) {
        guard let number, number.isFinite else { return null() }
        separate()
        appendRounded(number)
    }

    /// Writes a number rounded to four decimals, or null when it is nil or not finite.
    public mutating func value(_ number: Float?) {
        value(number.map(Double.init))
    }

    /// Writes a string, or null when it is nil.
    public mutating func value(_ text: String?) {
        guard let text else { return null() }
        separate()
        appendQuoted(text)
    }

    /// Writes bytes that should be UTF-8 as a string; what is not becomes U+FFFD.
    ///
    /// File names on Linux are bytes and may hold anything but a slash and a zero.
    public mutating func value(repairing bytes: some Collection<UInt8>) {
        value(String(decoding: bytes, as: UTF8.self))
    }

    // MARK: - Bytes

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    /// Writes `text` in quotes.
    ///
    /// A Swift string is always valid Unicode, so only quotes, backslashes and
    /// control characters need escaping (RFC 8259, section 7).
    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20, 0x7F:
                append("\\u00")
                bytes.append(Self.hexDigit(byte >> 4))
                bytes.append(Self.hexDigit(byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The largest magnitude whose ten thousandths fit a Double exactly; above it decimals mean nothing.
    private static let largestWithDecimals = 9.0e11

    private mutating func appendRounded(_ number: Double) {
        guard number.magnitude < Self.largestWithDecimals else {
            // Shortest form that reads back the same; valid JSON for every finite value.
            bytes.append(contentsOf: number.description.utf8)
            return
        }
        let tenThousandths = UInt((number.magnitude * 10_000).rounded())
        let (whole, fraction) = tenThousandths.quotientAndRemainder(dividingBy: 10_000)
        appendInteger(whole, negative: number < 0 && tenThousandths != 0)
        if fraction != 0 { appendFraction(fraction) }
    }

    /// Writes `fraction` ten thousandths, without trailing zeros.
    private mutating func appendFraction(_ fraction: UInt) {
        bytes.append(UInt8(ascii: "."))
        var rest = fraction
        var place: UInt = 1000
        while rest != 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / place))
            rest %= place
            place /= 10
        }
    }

    private mutating func appendInteger(_ magnitude: UInt, negative: Bool) {
        if negative { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest != 0
        bytes[start...].reverse()
    }
}
