internal import Crypto

/// One file of the cache: what it is, what it was made from, and a checksum over all of it.
///
///     0   "UNDTCACH"
///     8   version, UInt32
///     12  kind, UInt32
///     16  bytes of payload, UInt64
///     24  key, 32 bytes: SHA-256 of content hash and options
///     56  SHA-256 of the 56 bytes before and of the payload
///     88  payload
///
/// Numbers are little-endian. A file that differs in any of this is as good as none.
struct CacheEntry: Sendable, Hashable {
    enum Kind: UInt32, Sendable {
        /// Decoded clips.
        case audio = 1
        /// The utterances of untouched clips, as log-mel frames.
        case segments
        /// What the audio of files is.
        case contents
    }

    /// Counted up with every change of what a payload means.
    static let version: UInt32 = 1
    private static let magic = Array("UNDTCACH".utf8)
    private static let checkedBytes = 56
    private static let headerBytes = 88

    let kind: Kind
    /// SHA-256, 32 bytes.
    let key: [UInt8]
    let payload: [UInt8]

    /// The key of what is made of some content by some options.
    static func key(_ parts: String...) -> [UInt8] {
        Array(SHA256.hash(data: Array(parts.joined(separator: "\n").utf8)))
    }

    init(kind: Kind, key: [UInt8], payload: [UInt8]) {
        self.kind = kind
        self.key = key
        self.payload = payload
    }

    /// Reads a file's bytes back; nil where they are not that entry, whole.
    init?(bytes: [UInt8], kind: Kind, key: [UInt8]) {
        guard bytes.count >= Self.headerBytes else { return nil }
        let payload = Array(bytes[Self.headerBytes...])
        guard bytes[..<Self.headerBytes].elementsEqual(Self.header(kind: kind, key: key, payload: payload))
        else { return nil }
        self.init(kind: kind, key: key, payload: payload)
    }

    /// The file's bytes.
    var bytes: [UInt8] { Self.header(kind: kind, key: key, payload: payload) + payload }

    private static func header(kind: Kind, key: [UInt8], payload: [UInt8]) -> [UInt8] {
        var header = LittleEndianBytes()
        header.bytes = magic
        header.append(version)
        header.append(kind.rawValue)
        header.append(UInt64(payload.count))
        header.bytes += key
        precondition(header.bytes.count == checkedBytes, "a key has 32 bytes")
        var digest = SHA256()
        digest.update(data: header.bytes)
        digest.update(data: payload)
        return header.bytes + Array(digest.finalize())
    }
}

/// Numbers one after another.
struct LittleEndianBytes {
    var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Appends the values' bytes as they lie in memory.
    mutating func append(raw values: [Float]) {
        // SAFETY: the bytes of plain numbers, copied within the call.
        unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// Appends the values' bytes as they lie in memory.
    mutating func append(raw values: [Int16]) {
        // SAFETY: as above.
        unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
}

/// Takes a payload apart, front to back.
struct LittleEndianReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether everything was taken.
    var isAtEnd: Bool { position == bytes.count }

    /// The next number; nil where the bytes end before.
    mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number? {
        values(count: 1, type)?[0]
    }

    /// The next bytes; nil where there are fewer.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// The next numbers, as they lay in memory; nil where the bytes end before.
    mutating func values<Value: BitwiseCopyable>(count: Int, _ type: Value.Type) -> [Value]? {
        let stride = MemoryLayout<Value>.stride
        guard count >= 0, count <= (bytes.count - position) / stride else { return nil }
        defer { position += count * stride }
        return unsafe [Value](unsafeUninitializedCapacity: count) { values, initialized in
            // SAFETY: the source holds count · stride bytes from `position` on, as checked; every pattern
            // of bits is a value of the plain numbers that this is used for.
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(values).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[position..<position + count * stride]))
            }
            initialized = count
        }
    }
}
