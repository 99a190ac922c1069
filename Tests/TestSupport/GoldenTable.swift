import Glibc

/// A file of named arrays made by a script in `Tests/golden-scripts`; the format is `golden_table.py`'s.
///
/// A golden file is part of the repository, not input: what is missing or misshapen ends the test run.
public struct GoldenTable: Sendable {
    /// One array as it was stored.
    private enum Elements: Sendable {
        case float32([Float])
        case float64([Double])
        case int32([Int32])
    }

    private let name: String
    private var arrays: [String: (shape: [Int], elements: Elements)] = [:]

    /// Reads the table at `path`, which is relative to the source file of the caller.
    public init(_ path: String, besides source: String = #filePath) {
        name = path
        let folder = source[..<(source.lastIndex(of: "/") ?? source.startIndex)]
        var reader = ByteReader(path: "\(folder)/\(path)")
        precondition(reader.text(4) == "UGT1", "\(path) is not a golden table")
        for _ in 0..<reader.integer() {
            let key = reader.text(reader.integer())
            let kind = reader.text(1)
            let shape = (0..<reader.integer()).map { _ in reader.integer() }
            arrays[key] = (shape, Self.elements(kind, count: shape.reduce(1, *), from: &reader))
        }
    }

    private static func elements(_ kind: String, count: Int, from reader: inout ByteReader) -> Elements {
        switch kind {
        case "f": .float32((0..<count).map { _ in Float(bitPattern: UInt32(reader.word(4))) })
        case "d": .float64((0..<count).map { _ in Double(bitPattern: reader.word(8)) })
        case "i": .int32((0..<count).map { _ in Int32(truncatingIfNeeded: reader.word(4)) })
        default: preconditionFailure("unknown kind \(kind)")
        }
    }

    /// The names of the arrays, sorted.
    public var names: [String] { arrays.keys.sorted() }

    private func array(_ key: String) -> (shape: [Int], elements: Elements) {
        guard let array = arrays[key] else { preconditionFailure("\(name) has no \(key)") }
        return array
    }

    /// Dimensions of an array, outermost first.
    public func shape(_ key: String) -> [Int] { array(key).shape }

    /// An array that was stored as float32.
    public func floats(_ key: String) -> [Float] {
        guard case .float32(let values) = array(key).elements else {
            preconditionFailure("\(key) is not float32")
        }
        return values
    }

    /// An array that was stored as float64.
    public func doubles(_ key: String) -> [Double] {
        guard case .float64(let values) = array(key).elements else {
            preconditionFailure("\(key) is not float64")
        }
        return values
    }

    /// An array that was stored as int32.
    public func integers(_ key: String) -> [Int] {
        guard case .int32(let values) = array(key).elements else {
            preconditionFailure("\(key) is not int32")
        }
        return values.map(Int.init)
    }
}

extension GoldenTable {
    /// Uniform numbers in [−scale, scale) that depend on the name and the index alone.
    ///
    /// Bit for bit `hashed` of `golden_table.py`: SplitMix64 seeded with the name's FNV-1a, the top 24 bits of each word.
    public static func hashed(_ name: String, count: Int, scale: Float = 1) -> [Float] {
        let unit = Float(sign: .plus, exponent: -23, significand: 1)
        return words(name, count: count).map { (Float($0 >> 40) * unit - 1) * scale }
    }

    private static func words(_ name: String, count: Int) -> [UInt64] {
        let seed = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (0..<count).map { index in
            var z = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}

/// Little-endian words from a file held in memory.
private struct ByteReader {
    private var bytes: [UInt8] = []
    private var position = 0

    init(path: String) {
        // SAFETY: the strings are passed as NUL-terminated copies; fread writes within `chunk`.
        guard let file = unsafe fopen(path, "rb") else { preconditionFailure("cannot open \(path)") }
        defer { unsafe fclose(file) }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
    }

    mutating func word(_ size: Int) -> UInt64 {
        defer { position += size }
        return (0..<size).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
    }

    mutating func integer() -> Int { Int(word(4)) }

    mutating func text(_ length: Int) -> String {
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }
}
