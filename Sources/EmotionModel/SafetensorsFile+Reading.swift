internal import CKernels

extension SafetensorsFile {
    /// Reads and checks the file at `path`.
    ///
    /// Every error says the path.
    public init(path: String) throws(ModelFileError) {
        do throws(ModelFileError) {
            try self.init(bytes: Self.contents(ofFile: path))
        } catch {
            throw error.inFile(path)
        }
    }

    /// Checks `bytes` as a whole and takes the tensors and the metadata out of them.
    ///
    /// Nothing in `bytes` is trusted; whatever they hold, this returns or throws and allocates no more than a
    /// small multiple of their number.
    public init(bytes: [UInt8]) throws(ModelFileError) {
        let dataStart = try Self.endOfHeader(in: bytes)
        let (entries, metadata) = try Self.parseHeader(Array(bytes[8..<dataStart]))
        try Self.checkLayout(entries, dataBytes: bytes.count - dataStart)
        var tensors: [Tensor] = []
        for entry in entries.sorted(by: { $0.name.precedesInBytes($1.name) }) {
            tensors.append(try entry.decode(from: bytes, dataStart: dataStart))
        }
        self.init(tensors: tensors, metadata: metadata)
    }

    /// The index of the first byte after the header.
    private static func endOfHeader(in bytes: [UInt8]) throws(ModelFileError) -> Int {
        guard bytes.count <= Limits.fileBytes else {
            throw .fileTooLarge(bytes: bytes.count, limit: Limits.fileBytes)
        }
        guard bytes.count >= 8 else { throw .fileTooShort(bytes: bytes.count) }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
        guard length <= UInt64(Limits.headerBytes) else {
            throw .headerTooLarge(bytes: length, limit: Limits.headerBytes)
        }
        guard Int(length) <= bytes.count - 8 else {
            throw .headerBeyondFile(bytes: Int(length), available: bytes.count - 8)
        }
        return 8 + Int(length)
    }

    /// Checks that the tensors cover the data exactly: no overlap, no hole, nothing after the last.
    private static func checkLayout(_ entries: [Entry], dataBytes: Int) throws(ModelFileError) {
        var previous = (name: "", end: 0)
        for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            guard entry.end <= dataBytes else {
                throw .offsetsBeyondFile(tensor: entry.name, end: entry.end, available: dataBytes)
            }
            guard entry.begin >= previous.end else {
                throw .overlappingTensors(previous.name, entry.name, offset: entry.begin)
            }
            guard entry.begin == previous.end else {
                throw .holeBefore(
                    tensor: entry.name, offset: previous.end, bytes: entry.begin - previous.end)
            }
            previous = (entry.name, entry.end)
        }
        guard previous.end == dataBytes else { throw .trailingBytes(count: dataBytes - previous.end) }
    }
}

extension SafetensorsFile.Entry {
    /// The tensor's elements as Float, each of them finite.
    fileprivate func decode(
        from bytes: [UInt8], dataStart: Int
    ) throws(ModelFileError) -> SafetensorsFile.Tensor {
        let data = bytes[(dataStart + begin)..<(dataStart + end)]
        let values = elementType.decode(data)
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(tensor: name, index: index)
        }
        return .init(name: name, shape: shape, values: values, elementType: elementType)
    }
}

extension SafetensorsFile.ElementType {
    /// Widens little-endian elements to Float, exactly.
    fileprivate func decode(_ data: ArraySlice<UInt8>) -> [Float] {
        if self == .float16 { return Self.widenHalves(data) }
        let first = data.startIndex
        func word(_ index: Int) -> UInt16 { UInt16(data[index]) | UInt16(data[index + 1]) << 8 }
        return (0..<data.count / byteCount).map { element in
            let index = first + element * byteCount
            return switch self {
            case .float32: Float(bitPattern: UInt32(word(index)) | UInt32(word(index + 2)) << 16)
            case .float16, .bfloat16: Float(bitPattern: UInt32(word(index)) << 16)
            case .int8: Float(Int8(bitPattern: data[index]))
            }
        }
    }
}

extension SafetensorsFile.ElementType {
    /// A model's usual weights, a million of them: one by one they were most of the start-up.
    private static func widenHalves(_ data: ArraySlice<UInt8>) -> [Float] {
        let count = data.count / 2
        return unsafe [Float](unsafeUninitializedCapacity: count) { values, initialized in
            unsafe data.withUnsafeBufferPointer { bytes in
                // SAFETY: two bytes for each of `count` values.
                guard let to = values.baseAddress, let from = bytes.baseAddress else { return }
                unsafe ck_widen_float16(to, from, count)
            }
            initialized = count
        }
    }
}

extension String {
    /// Order by UTF-8 bytes, as Python and Rust sort; `<` would order by Unicode's canonical forms.
    func precedesInBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
