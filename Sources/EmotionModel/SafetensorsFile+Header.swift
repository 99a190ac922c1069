extension SafetensorsFile {
    /// One tensor's entry of the header: consistent in itself, its place in the file not yet checked.
    struct Entry {
        let name: String
        let elementType: ElementType
        let shape: [Int]
        /// First byte, counted from the end of the header.
        let begin: Int
        /// One past the last byte, counted from the end of the header.
        let end: Int
    }

    /// Parses the header: the tensors' entries in its order, and the metadata.
    static func parseHeader(
        _ header: [UInt8]
    ) throws(ModelFileError) -> (entries: [Entry], metadata: [String: String]) {
        guard String(validating: header, as: UTF8.self) != nil else { throw .headerNotUTF8 }
        guard header.first == UInt8(ascii: "{") else { throw .headerNotAnObject }
        guard case .object(let members) = try SafetensorsHeaderParser.parse(header) else {
            throw .headerNotAnObject
        }
        let named = members.filter { $0.key != metadataKey }
        guard named.count <= Limits.tensors else {
            throw .tooManyTensors(count: named.count, limit: Limits.tensors)
        }
        var entries: [Entry] = []
        for member in named { entries.append(try Entry(member)) }
        return (entries, try parseMetadata(members.first { $0.key == metadataKey }?.value))
    }

    private static func parseMetadata(
        _ value: SafetensorsHeaderValue?
    ) throws(ModelFileError) -> [String: String] {
        guard let value else { return [:] }
        guard case .object(let members) = value else { throw .metadataNotAnObject }
        var metadata: [String: String] = [:]
        for member in members {
            guard case .string(let text) = member.value else { throw .metadataNotAString(key: member.key) }
            metadata[member.key] = text
        }
        return metadata
    }
}

extension SafetensorsFile.Entry {
    /// Checks one `"name": {"dtype": …, "shape": […], "data_offsets": [begin, end]}`.
    fileprivate init(_ member: SafetensorsHeaderValue.Member) throws(ModelFileError) {
        let name = member.key
        guard case .object(let fields) = member.value else { throw .entryNotAnObject(tensor: name) }
        let known: Set = ["dtype", "shape", "data_offsets"]
        if let stray = fields.first(where: { !known.contains($0.key) }) {
            throw .unknownField(tensor: name, field: stray.key)
        }
        func field(_ key: String) throws(ModelFileError) -> SafetensorsHeaderValue {
            guard let field = fields.first(where: { $0.key == key }) else {
                throw .missingField(tensor: name, field: key)
            }
            return field.value
        }
        self.name = name
        elementType = try Self.elementType(field("dtype"), tensor: name)
        shape = try Self.shape(field("shape"), tensor: name)
        (begin, end) = try Self.offsets(field("data_offsets"), tensor: name)
        let shapeBytes = try Self.byteCount(shape, of: elementType, tensor: name)
        guard end - begin == shapeBytes else {
            throw .lengthMismatch(tensor: name, shapeBytes: shapeBytes, offsetBytes: end - begin)
        }
    }

    private static func elementType(
        _ value: SafetensorsHeaderValue, tensor: String
    ) throws(ModelFileError) -> SafetensorsFile.ElementType {
        guard case .string(let text) = value else {
            throw .unknownElementType(tensor: tensor, found: "(not a string)")
        }
        guard let type = SafetensorsFile.ElementType(rawValue: text) else {
            throw .unknownElementType(tensor: tensor, found: text)
        }
        return type
    }

    private static func shape(
        _ value: SafetensorsHeaderValue, tensor: String
    ) throws(ModelFileError) -> [Int] {
        guard let shape = value.wholeNumbers else { throw .malformedShape(tensor: tensor) }
        let limit = SafetensorsFile.Limits.dimensions
        guard shape.count <= limit else {
            throw .tooManyDimensions(tensor: tensor, count: shape.count, limit: limit)
        }
        return shape
    }

    private static func offsets(
        _ value: SafetensorsHeaderValue, tensor: String
    ) throws(ModelFileError) -> (begin: Int, end: Int) {
        guard let pair = value.wholeNumbers, pair.count == 2 else { throw .malformedOffsets(tensor: tensor) }
        guard pair[0] <= pair[1] else {
            throw .reversedOffsets(tensor: tensor, begin: pair[0], end: pair[1])
        }
        return (pair[0], pair[1])
    }

    /// The product of the shape and the element's size, however hostile the factors (also 0 × 2⁶² × 2⁶²).
    private static func byteCount(
        _ shape: [Int], of type: SafetensorsFile.ElementType, tensor: String
    ) throws(ModelFileError) -> Int {
        var product = type.byteCount
        for dimension in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw .shapeOverflows(tensor: tensor) }
            product = next
        }
        return product
    }
}

extension SafetensorsHeaderValue {
    /// The elements of an array of whole numbers ≥ 0; nil for anything else.
    fileprivate var wholeNumbers: [Int]? {
        guard case .array(let elements) = self else { return nil }
        var numbers: [Int] = []
        for element in elements {
            guard case .integer(let number) = element, number >= 0 else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
