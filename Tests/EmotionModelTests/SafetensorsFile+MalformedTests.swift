import TestSupport
import Testing

@testable import EmotionModel

/// A file that must be refused, and how.
struct MalformedFile: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let expected: ModelFileError
    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ expected: ModelFileError) {
        self.name = name
        self.bytes = bytes
        self.expected = expected
    }

    init(_ name: String, header: String, dataBytes: Int = 0, _ expected: ModelFileError) {
        self.init(name, safetensorsBytes(header: header, dataBytes: dataBytes), expected)
    }
}

private func tensor(
    dtype: String = "\"F32\"", shape: String = "[1]", offsets: String = "[0,4]", extra: String = ""
) -> String {
    "{\"a\":{\"dtype\":\(dtype),\"shape\":\(shape),\"data_offsets\":\(offsets)\(extra)}}"
}

/// Two one-element tensors, `a` and `b`, at the given offsets.
private func pair(_ first: String, _ second: String) -> String {
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\(first)]},"
        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\(second)]}}"
}

private func oneTensor(_ dtype: String, _ data: [UInt8], shape: String) -> [UInt8] {
    safetensorsBytes(header: tensor(dtype: "\"\(dtype)\"", shape: shape, offsets: "[0,\(data.count)]")) + data
}

private let file: [MalformedFile] = [
    .init("empty", [], .fileTooShort(bytes: 0)),
    .init("seven bytes", [2, 0, 0, 0, 0, 0, 0], .fileTooShort(bytes: 7)),
    .init(
        "header length of all ones", [UInt8](repeating: 255, count: 16),
        .headerTooLarge(bytes: .max, limit: 1 << 20)),
    .init(
        "header one byte over the cap", [1, 0, 16, 0, 0, 0, 0, 0],
        .headerTooLarge(bytes: 1 << 20 + 1, limit: 1 << 20)),
    .init(
        "header beyond the file", [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D],
        .headerBeyondFile(bytes: 3, available: 2)),
    .init("header of no bytes", header: "", .headerNotAnObject),
    .init("header is an array", header: "[]", .headerNotAnObject),
    .init("header begins with a space", header: " {}", .headerNotAnObject),
    .init("header is not UTF-8", [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF, 0x7D], .headerNotUTF8),
    .init("UTF-8 surrogate", [5, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xED, 0xA0, 0x80, 0x7D], .headerNotUTF8),
    .init("a WAV", Array("RIFF$\0\0\0WAVEfmt ".utf8), .headerTooLarge(bytes: 0x24_4646_4952, limit: 1 << 20)),
]

private let json: [MalformedFile] = [
    .init("unterminated object", header: "{", .malformedJSON(offset: 1, reason: "unexpected end")),
    .init("no key", header: "{1:2}", .malformedJSON(offset: 1, reason: "expected a string")),
    .init("no colon", header: "{\"a\" 2}", .malformedJSON(offset: 5, reason: "expected ':'")),
    .init("trailing comma", header: "{\"a\":1,}", .malformedJSON(offset: 7, reason: "expected a string")),
    .init("no comma", header: "{\"a\":1 \"b\":2}", .malformedJSON(offset: 7, reason: "expected ',' or '}'")),
    .init(
        "comma in array", header: "{\"a\":[1 2]}", .malformedJSON(offset: 8, reason: "expected ',' or ']'")),
    .init("unknown literal", header: "{\"a\":nil}", .malformedJSON(offset: 5, reason: "expected a value")),
    .init("NaN", header: "{\"a\":NaN}", .malformedJSON(offset: 5, reason: "expected a value")),
    .init("leading zero", header: "{\"a\":01}", .malformedJSON(offset: 6, reason: "expected ',' or '}'")),
    .init("bare minus", header: "{\"a\":-}", .malformedJSON(offset: 6, reason: "expected a digit")),
    .init("bare exponent", header: "{\"a\":1e}", .malformedJSON(offset: 7, reason: "expected a digit")),
    .init("unterminated string", header: "{\"a", .malformedJSON(offset: 3, reason: "unexpected end")),
    .init(
        "line break in a string", header: "{\"a\n\":1}",
        .malformedJSON(offset: 3, reason: "control character in a string")),
    .init("unknown escape", header: "{\"\\x\":1}", .malformedJSON(offset: 3, reason: "unknown escape")),
    .init("lone surrogate", header: "{\"\\ud800\":1}", .malformedJSON(offset: 8, reason: "lone surrogate")),
    .init(
        "second surrogate missing", header: "{\"\\ud800\\u0041\":1}",
        .malformedJSON(offset: 14, reason: "lone surrogate")),
    .init(
        "bad hexadecimal", header: "{\"\\u00g0\":1}",
        .malformedJSON(offset: 6, reason: "expected four hexadecimal digits")),
    .init(
        "two objects", header: "{}{}", .malformedJSON(offset: 2, reason: "text after the end of the header")),
    .init(
        "padded with NUL", header: "{}\0",
        .malformedJSON(offset: 2, reason: "text after the end of the header")),
    .init("duplicate tensor", header: "{\"a\":1,\"a\":2}", .duplicateKey("a", offset: 7)),
    .init("duplicate by escape", header: "{\"a\":1,\"\\u0061\":2}", .duplicateKey("a", offset: 7)),
    .init(
        "duplicate field", header: tensor(extra: ",\"dtype\":\"F32\""), .duplicateKey("dtype", offset: 53)),
    .init(
        "duplicate metadata", header: "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}",
        .duplicateKey("a", offset: 25)),
    .init("nested too deep", header: "{\"a\":[[[[1]]]]}", .nestedTooDeep(offset: 8, limit: 4)),
    .init(
        "a bomb of brackets", header: "{\"a\":" + String(repeating: "[", count: 100_000),
        .nestedTooDeep(offset: 8, limit: 4)),
]

private let entries: [MalformedFile] = [
    .init("metadata is a list", header: "{\"__metadata__\":[]}", .metadataNotAnObject),
    .init(
        "metadata value is a number", header: "{\"__metadata__\":{\"k\":1}}", .metadataNotAString(key: "k")),
    .init("metadata value is null", header: "{\"__metadata__\":{\"k\":null}}", .metadataNotAString(key: "k")),
    .init("metadata is nested", header: "{\"__metadata__\":{\"k\":{}}}", .metadataNotAString(key: "k")),
    .init(
        "too many tensors", header: "{" + (0...1024).map { "\"\($0)\":1" }.joined(separator: ",") + "}",
        .tooManyTensors(count: 1025, limit: 1024)),
    .init("entry is a string", header: "{\"a\":\"F32\"}", .entryNotAnObject(tensor: "a")),
    .init("no dtype", header: "{\"a\":{}}", .missingField(tensor: "a", field: "dtype")),
    .init("no shape", header: "{\"a\":{\"dtype\":\"F32\"}}", .missingField(tensor: "a", field: "shape")),
    .init(
        "no offsets", header: "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        .missingField(tensor: "a", field: "data_offsets")),
    .init(
        "unknown field", header: tensor(extra: ",\"strides\":[1]"), dataBytes: 4,
        .unknownField(tensor: "a", field: "strides")),
    .init("unknown dtype", header: tensor(dtype: "\"F64\""), .unknownElementType(tensor: "a", found: "F64")),
    .init(
        "dtype in small letters", header: tensor(dtype: "\"f32\""),
        .unknownElementType(tensor: "a", found: "f32")),
    .init(
        "dtype is a number", header: tensor(dtype: "32"),
        .unknownElementType(tensor: "a", found: "(not a string)")),
    .init("shape is a number", header: tensor(shape: "1"), .malformedShape(tensor: "a")),
    .init("negative dimension", header: tensor(shape: "[-1]"), .malformedShape(tensor: "a")),
    .init("fractional dimension", header: tensor(shape: "[1.0]"), .malformedShape(tensor: "a")),
    .init(
        "dimension beyond 64 bits", header: tensor(shape: "[9223372036854775808]"),
        .malformedShape(tensor: "a")),
    .init(
        "nine dimensions", header: tensor(shape: "[1,1,1,1,1,1,1,1,1]"),
        .tooManyDimensions(tensor: "a", count: 9, limit: 8)),
    .init(
        "shape product overflows", header: tensor(shape: "[4294967296,4294967296]"),
        .shapeOverflows(tensor: "a")),
    .init(
        "byte count overflows", header: tensor(shape: "[4611686018427387904]"), .shapeOverflows(tensor: "a")),
]

private let layout: [MalformedFile] = [
    .init("one offset", header: tensor(offsets: "[4]"), .malformedOffsets(tensor: "a")),
    .init("three offsets", header: tensor(offsets: "[0,4,8]"), .malformedOffsets(tensor: "a")),
    .init("negative offset", header: tensor(offsets: "[-4,0]"), .malformedOffsets(tensor: "a")),
    .init("offset with exponent", header: tensor(offsets: "[0,4e0]"), .malformedOffsets(tensor: "a")),
    .init("offset is a string", header: tensor(offsets: "[0,\"4\"]"), .malformedOffsets(tensor: "a")),
    .init(
        "reversed offsets", header: tensor(offsets: "[4,0]"), .reversedOffsets(tensor: "a", begin: 4, end: 0)),
    .init(
        "offsets beyond the file", header: tensor(), dataBytes: 3,
        .offsetsBeyondFile(tensor: "a", end: 4, available: 3)),
    .init(
        "offsets near Int.max", header: tensor(offsets: "[9223372036854775803,9223372036854775807]"),
        .offsetsBeyondFile(tensor: "a", end: .max, available: 0)),
    .init(
        "shape smaller than offsets", header: tensor(offsets: "[0,8]"), dataBytes: 8,
        .lengthMismatch(tensor: "a", shapeBytes: 4, offsetBytes: 8)),
    .init(
        "shape larger than offsets", header: tensor(shape: "[2]"), dataBytes: 4,
        .lengthMismatch(tensor: "a", shapeBytes: 8, offsetBytes: 4)),
    .init(
        "same place twice", header: pair("0,4", "0,4"), dataBytes: 4, .overlappingTensors("a", "b", offset: 0)
    ),
    .init(
        "partial overlap", header: pair("0,4", "2,6"), dataBytes: 6, .overlappingTensors("a", "b", offset: 2)),
    .init(
        "hole between", header: pair("0,4", "5,9"), dataBytes: 9,
        .holeBefore(tensor: "b", offset: 4, bytes: 1)),
    .init(
        "hole at the start", header: pair("4,8", "8,12"), dataBytes: 12,
        .holeBefore(tensor: "a", offset: 0, bytes: 4)),
    .init("trailing byte", header: tensor(), dataBytes: 5, .trailingBytes(count: 1)),
    .init("data without tensors", header: "{}", dataBytes: 1, .trailingBytes(count: 1)),
    .init(
        "NaN weight", oneTensor("F32", [0, 0, 0, 0, 0, 0, 0xC0, 0x7F], shape: "[2]"),
        .notFinite(tensor: "a", index: 1)),
    .init(
        "infinite weight", oneTensor("F32", [0, 0, 0x80, 0xFF], shape: "[1,1]"),
        .notFinite(tensor: "a", index: 0)),
    .init("infinite half", oneTensor("F16", [0, 0x7C], shape: "[]"), .notFinite(tensor: "a", index: 0)),
    .init(
        "NaN bfloat", oneTensor("BF16", [0, 0, 0xC1, 0x7F], shape: "[2]"), .notFinite(tensor: "a", index: 1)),
]

@Suite struct MalformedSafetensorsTests {
    @Test(arguments: file + json + entries + layout)
    func aMalformedFileIsRefusedWithItsOwnError(_ malformed: MalformedFile) throws {
        let error = try #require(throws: ModelFileError.self) {
            try SafetensorsFile(bytes: malformed.bytes)
        }
        #expect(error == malformed.expected)
        let line = error.inFile("m.safetensors").description
        #expect(line.hasPrefix("model file m.safetensors: ") && !line.contains("\n") && line.count < 250)
    }

    @Test func everyPrefixOfAValidFileIsRefused() throws {
        let bytes = try sampleSafetensors.encoded()
        for length in 0..<bytes.count {
            #expect(throws: ModelFileError.self) { try SafetensorsFile(bytes: Array(bytes[..<length])) }
        }
    }

    @Test func flippedBytesNeverCrashAndNeverLetANaNThrough() throws {
        let bytes = try sampleSafetensors.encoded()
        var generator = TestRandom(seed: 20_260)
        var refused = 0
        for _ in 0..<20_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                damaged[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                    in: 0...255, using: &generator)
            }
            do {
                let file = try SafetensorsFile(bytes: damaged)
                #expect(file.tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) })
            } catch {
                refused += 1
            }
        }
        #expect(refused > 10_000)
    }

    @Test func aNameFromAHostileFileStaysOnItsLine() {
        let name = "a\n\u{1B}[2J\u{2028}\u{202E}" + String(repeating: "x", count: 10_000)
        let line = ModelFileError.missingTensor(name).description
        #expect(line.count < 120)
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x2028 || $0.value == 0x202E })
    }
}
