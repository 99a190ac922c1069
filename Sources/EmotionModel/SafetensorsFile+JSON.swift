/// A value of the header's JSON, as far as a safetensors header needs one.
enum SafetensorsHeaderValue: Equatable {
    case object([Member])
    case array([SafetensorsHeaderValue])
    case string(String)
    /// A number without fraction or exponent that fits an Int.
    case integer(Int)
    /// Any other number, `true`, `false` or `null`: none has a place in a header.
    case other

    struct Member: Equatable {
        let key: String
        let value: SafetensorsHeaderValue
    }
}

/// A strict RFC 8259 parser for the header of an untrusted file.
///
/// Stricter than most: duplicate keys and nesting beyond `SafetensorsFile.Limits.headerDepth` are errors, which
/// also bounds the recursion. `bytes` must be valid UTF-8.
struct SafetensorsHeaderParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// Parses the whole of `bytes` as one value; white space may follow it.
    static func parse(_ bytes: [UInt8]) throws(ModelFileError) -> SafetensorsHeaderValue {
        var parser = SafetensorsHeaderParser(bytes: bytes)
        let value = try parser.parseValue()
        parser.skipWhiteSpace()
        guard parser.position == bytes.count else { throw parser.error("text after the end of the header") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func error(_ reason: String) -> ModelFileError {
        .malformedJSON(offset: position, reason: position < bytes.count ? reason : "unexpected end")
    }

    private mutating func skipWhiteSpace() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    /// Steps over `byte` if it comes next.
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func parseValue() throws(ModelFileError) -> SafetensorsHeaderValue {
        skipWhiteSpace()
        switch current {
        case UInt8(ascii: "{"): return try nested { (p) throws(ModelFileError) in try p.parseObject() }
        case UInt8(ascii: "["): return try nested { (p) throws(ModelFileError) in try p.parseArray() }
        case UInt8(ascii: "\""): return .string(try parseString())
        case let byte? where byte == UInt8(ascii: "-") || isDigit(byte): return try parseNumber()
        default: return try parseLiteral()
        }
    }

    private mutating func nested(
        _ body: (inout Self) throws(ModelFileError) -> SafetensorsHeaderValue
    ) throws(ModelFileError) -> SafetensorsHeaderValue {
        let limit = SafetensorsFile.Limits.headerDepth
        guard depth < limit else { throw .nestedTooDeep(offset: position, limit: limit) }
        depth += 1
        defer { depth -= 1 }
        position += 1  // The bracket, which the caller has seen.
        return try body(&self)
    }

    private mutating func parseObject() throws(ModelFileError) -> SafetensorsHeaderValue {
        var members: [SafetensorsHeaderValue.Member] = []
        var keys: Set<String> = []
        skipWhiteSpace()
        if skip(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipWhiteSpace()
            let keyPosition = position
            let key = try parseString()
            guard keys.insert(key).inserted else { throw .duplicateKey(key, offset: keyPosition) }
            skipWhiteSpace()
            guard skip(UInt8(ascii: ":")) else { throw error("expected ':'") }
            members.append(.init(key: key, value: try parseValue()))
            skipWhiteSpace()
            if skip(UInt8(ascii: "}")) { return .object(members) }
            guard skip(UInt8(ascii: ",")) else { throw error("expected ',' or '}'") }
        }
    }

    private mutating func parseArray() throws(ModelFileError) -> SafetensorsHeaderValue {
        var elements: [SafetensorsHeaderValue] = []
        skipWhiteSpace()
        if skip(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try parseValue())
            skipWhiteSpace()
            if skip(UInt8(ascii: "]")) { return .array(elements) }
            guard skip(UInt8(ascii: ",")) else { throw error("expected ',' or ']'") }
        }
    }

    private mutating func parseLiteral() throws(ModelFileError) -> SafetensorsHeaderValue {
        for literal in ["true", "false", "null"] where bytes[position...].starts(with: literal.utf8) {
            position += literal.utf8.count
            return .other
        }
        throw error("expected a value")
    }

    /// Parses a number: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
    private mutating func parseNumber() throws(ModelFileError) -> SafetensorsHeaderValue {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try skipDigits() }
        var isWhole = true
        if skip(UInt8(ascii: ".")) {
            isWhole = false
            try skipDigits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try skipDigits()
        }
        guard isWhole, let integer = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            return .other
        }
        return .integer(integer)
    }

    private mutating func skipDigits() throws(ModelFileError) {
        guard let first = current, isDigit(first) else { throw error("expected a digit") }
        while let byte = current, isDigit(byte) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private mutating func parseString() throws(ModelFileError) -> String {
        guard skip(UInt8(ascii: "\"")) else { throw error("expected a string") }
        var text: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                text.append(contentsOf: try parseEscape())
            case 0..<0x20:
                throw error("control character in a string")
            default:
                position += 1
                text.append(byte)
            }
        }
        throw error("unterminated string")
    }

    /// What follows a backslash, as UTF-8.
    private mutating func parseEscape() throws(ModelFileError) -> [UInt8] {
        guard let byte = current else { throw error("unterminated escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try parseUnicodeEscape())).utf8)
        default:
            position -= 1
            throw error("unknown escape")
        }
    }

    /// The digits after `\u`, and the second half of a surrogate pair where the first calls for it.
    private mutating func parseUnicodeEscape() throws(ModelFileError) -> Unicode.Scalar {
        let first = try parseHexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else {
            throw error("lone surrogate")
        }
        let second = try parseHexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("lone surrogate") }
        return scalar
    }

    private mutating func parseHexadecimal() throws(ModelFileError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("expected four hexadecimal digits")
            }
            position += 1
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
