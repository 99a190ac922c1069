internal import ResultFiles

extension SafetensorsFile {
    /// Writes the file whole or not at all: to a temporary name in the same folder, flushed, then renamed.
    ///
    /// Every error says the path. An existing file is replaced only by a complete one.
    public func write(to path: String) throws(ModelFileError) {
        do throws(ModelFileError) {
            let bytes = try encoded()
            do throws(ResultFileError) {
                try ResultFile.replace(path, with: bytes, durable: true)
            } catch {
                throw error.asModelFileError
            }
        } catch {
            throw error.inFile(path)
        }
    }

    /// The bytes of the file; the same tensors and metadata always give the same bytes.
    ///
    /// Header keys and metadata are sorted by their UTF-8 bytes and the header is padded with spaces to a multiple
    /// of eight. Tensors lie in falling order of element size, then by name, so each is aligned to its elements.
    public func encoded() throws(ModelFileError) -> [UInt8] {
        let order = tensors.sorted { left, right in
            left.elementType.byteCount == right.elementType.byteCount
                ? left.name.precedesInBytes(right.name)
                : left.elementType.byteCount > right.elementType.byteCount
        }
        var data: [UInt8] = []
        var members: [(key: String, value: String)] = []
        var names: Set = [Self.metadataKey]
        for tensor in order {
            guard names.insert(tensor.name).inserted else { throw .nameTaken(tensor: tensor.name) }
            let begin = data.count
            try tensor.append(to: &data)
            members.append((tensor.name, tensor.headerEntry(begin: begin, end: data.count)))
        }
        if !metadata.isEmpty {
            members.append((Self.metadataKey, Self.object(metadata.map { ($0, Self.quote($1)) })))
        }
        var header = Array(Self.object(members).utf8)
        header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        try checkLimits(headerBytes: header.count, fileBytes: 8 + header.count + data.count)
        return length + header + data
    }

    /// What is written must be readable again.
    private func checkLimits(headerBytes: Int, fileBytes: Int) throws(ModelFileError) {
        guard headerBytes <= Limits.headerBytes else {
            throw .headerTooLarge(bytes: UInt64(headerBytes), limit: Limits.headerBytes)
        }
        guard fileBytes <= Limits.fileBytes else {
            throw .fileTooLarge(bytes: fileBytes, limit: Limits.fileBytes)
        }
        guard tensors.count <= Limits.tensors else {
            throw .tooManyTensors(count: tensors.count, limit: Limits.tensors)
        }
        let limit = Limits.dimensions
        if let tensor = tensors.first(where: { $0.shape.count > limit }) {
            throw .tooManyDimensions(tensor: tensor.name, count: tensor.shape.count, limit: limit)
        }
    }

    /// A JSON object of already encoded values, keys sorted.
    private static func object(_ members: [(key: String, value: String)]) -> String {
        let sorted = members.sorted { $0.key.precedesInBytes($1.key) }
        return "{" + sorted.map { "\(quote($0.key)):\($0.value)" }.joined(separator: ",") + "}"
    }

    /// A JSON string: quotation mark, backslash and control characters escaped, all else as it is.
    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension SafetensorsFile.Tensor {
    /// Appends the elements, little-endian, rounded to nearest even where the type is narrower than Float.
    fileprivate func append(to data: inout [UInt8]) throws(ModelFileError) {
        for (index, value) in values.enumerated() {
            guard value.isFinite else { throw .notFinite(tensor: name, index: index) }
            guard let bits = elementType.encode(value) else {
                throw .notRepresentable(tensor: name, index: index, elementType: elementType.rawValue)
            }
            for byte in 0..<elementType.byteCount {
                data.append(UInt8(truncatingIfNeeded: bits >> (8 * byte)))
            }
        }
    }

    fileprivate func headerEntry(begin: Int, end: Int) -> String {
        let dimensions = shape.map(String.init).joined(separator: ",")
        let type = elementType.rawValue
        return "{\"data_offsets\":[\(begin),\(end)],\"dtype\":\"\(type)\",\"shape\":[\(dimensions)]}"
    }
}

extension SafetensorsFile.ElementType {
    /// The element's bits, or nil for a value out of the type's range (or, for I8, not whole).
    fileprivate func encode(_ value: Float) -> UInt32? {
        switch self {
        case .float32: return value.bitPattern
        case .float16:
            // Below 2^-14 a half is a multiple of 2^-24. The conversion would round it to zero where denormals are
            // flushed, as the programs do, and a file that was read would not be written as it was.
            if value.magnitude < 0x1p-14 {
                let multiple = UInt32((Double(value.magnitude) * 0x1p24).rounded(.toNearestOrEven))
                return multiple | (value.sign == .minus ? 0x8000 : 0)
            }
            let half = Float16(value)
            return half.isFinite ? UInt32(half.bitPattern) : nil
        case .bfloat16:
            let bits = value.bitPattern
            let rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16
            return Float(bitPattern: rounded << 16).isFinite ? rounded : nil
        case .int8: return Int8(exactly: value).map { UInt32(UInt8(bitPattern: $0)) }
        }
    }
}

extension ResultFileError {
    fileprivate var asModelFileError: ModelFileError {
        switch reason {
        case .system(let code): .system(operation: "write", errno: code)
        case .notAFile, .unfit: .notARegularFile
        }
    }
}
