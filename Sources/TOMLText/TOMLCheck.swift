/// Walks over a text outside of its strings and comments and refuses what the parser would not survive.
struct TOMLCheck {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// Whether nothing but blanks has come since the line began.
    private var isLineStart = true
    /// The brackets that are open, as what closes them.
    private var closers: [UInt8] = []

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func run() throws(TOMLTextError) {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\n"):
                position += 1
                line += 1
                isLineStart = true
                continue
            case UInt8(ascii: "#"): skip { $0 != UInt8(ascii: "\n") }
            case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString(byte)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if isLineStart, closers.isEmpty { try checkHeader() }
                closers.append(byte == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}"))
                position += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard closers.popLast() == byte else { throw refusal("a bracket that closes nothing") }
                position += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                position += 1
                continue
            case _ where Self.isName(byte): skip(while: Self.isName)
            default: position += 1
            }
            isLineStart = false
        }
    }

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func skip(while isSkipped: (UInt8) -> Bool) {
        while let byte = peek(), isSkipped(byte) { position += 1 }
    }

    /// A table needs a name: `[` alone is what the parser dies of.
    private func checkHeader() throws(TOMLTextError) {
        var offset = peek(1) == UInt8(ascii: "[") ? 2 : 1
        while peek(offset) == UInt8(ascii: " ") || peek(offset) == UInt8(ascii: "\t") { offset += 1 }
        let isNamed = peek(offset).map {
            Self.isName($0) || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
        }
        guard isNamed == true else { throw refusal("a table without a name") }
    }

    /// Digits up to `-` or `:` are a date or a time.
    private mutating func number() throws(TOMLTextError) {
        skip { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if peek() == UInt8(ascii: "-") || peek() == UInt8(ascii: ":") {
            throw refusal("dates and times have no meaning here")
        }
        skip(while: Self.isName)
    }

    /// To the end of a string; one of a single line ends with the line at the latest.
    private mutating func skipString(_ quote: UInt8) {
        let isLong = peek(1) == quote && peek(2) == quote
        position += isLong ? 3 : 1
        while let byte = peek() {
            if byte == UInt8(ascii: "\n") {
                guard isLong else { return }
                line += 1
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), peek(1) != UInt8(ascii: "\n") {
                position += min(2, bytes.count - position)
                continue
            }
            position += 1
            guard byte == quote else { continue }
            guard isLong else { return }
            if peek() == quote, peek(1) == quote {
                position += 2
                return
            }
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private func refusal(_ what: String) -> TOMLTextError { TOMLTextError(line: line, description: what) }
}
