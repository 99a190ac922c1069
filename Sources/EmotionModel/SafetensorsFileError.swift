internal import Glibc

/// Why a model file was refused, or could not be written: one case per fault.
public enum ModelFileError: Error, Equatable, Sendable {
    /// Another error, in the file at this path.
    indirect case inFile(path: String, ModelFileError)

    // The file as such.
    /// A system call failed.
    case system(operation: String, errno: Int32)
    /// A directory, a device or a pipe.
    case notARegularFile
    /// More bytes than any model of ours.
    case fileTooLarge(bytes: Int, limit: Int)
    /// Not even the eight bytes of the header's length.
    case fileTooShort(bytes: Int)
    /// The header's length is beyond the cap.
    case headerTooLarge(bytes: UInt64, limit: Int)
    /// The header's length is beyond the end of the file.
    case headerBeyondFile(bytes: Int, available: Int)

    // The header as JSON. `offset` counts bytes from the header's `{`.
    /// The header is not valid UTF-8.
    case headerNotUTF8
    /// The header does not begin with `{`.
    case headerNotAnObject
    /// The header is not JSON.
    case malformedJSON(offset: Int, reason: String)
    /// An object names a key twice.
    case duplicateKey(String, offset: Int)
    /// Objects and arrays inside one another beyond the cap.
    case nestedTooDeep(offset: Int, limit: Int)

    // The header's entries.
    /// `__metadata__` is not an object.
    case metadataNotAnObject
    /// A metadata value is not a string.
    case metadataNotAString(key: String)
    /// More tensors than the cap.
    case tooManyTensors(count: Int, limit: Int)
    /// A tensor's entry is not an object.
    case entryNotAnObject(tensor: String)
    /// A tensor's entry lacks `dtype`, `shape` or `data_offsets`.
    case missingField(tensor: String, field: String)
    /// A tensor's entry has a field that the format does not know.
    case unknownField(tensor: String, field: String)
    /// A type of element that is not read here.
    case unknownElementType(tensor: String, found: String)
    /// `shape` is not an array of whole numbers ≥ 0.
    case malformedShape(tensor: String)
    /// More dimensions than the cap.
    case tooManyDimensions(tensor: String, count: Int, limit: Int)
    /// The product of the dimensions overflows.
    case shapeOverflows(tensor: String)

    // Where the tensors lie. Offsets count bytes from the end of the header.
    /// `data_offsets` is not an array of two whole numbers ≥ 0.
    case malformedOffsets(tensor: String)
    /// The end comes before the beginning.
    case reversedOffsets(tensor: String, begin: Int, end: Int)
    /// The end lies beyond the file.
    case offsetsBeyondFile(tensor: String, end: Int, available: Int)
    /// The offsets span another number of bytes than the shape needs.
    case lengthMismatch(tensor: String, shapeBytes: Int, offsetBytes: Int)
    /// Two tensors share bytes.
    case overlappingTensors(String, String, offset: Int)
    /// Bytes that belong to no tensor, before this one.
    case holeBefore(tensor: String, offset: Int, bytes: Int)
    /// Bytes after the last tensor.
    case trailingBytes(count: Int)
    /// A weight is NaN or infinite.
    case notFinite(tensor: String, index: Int)

    // What the model asks of its file.
    /// A tensor that the network needs is absent.
    case missingTensor(String)
    /// A tensor that the network does not know.
    case unexpectedTensor(String)
    /// A tensor has another shape than the network needs.
    case wrongShape(tensor: String, expected: [Int], found: [Int])
    /// A metadata key that the model needs is absent.
    case missingMetadata(String)
    /// A metadata value makes no sense.
    case malformedMetadata(key: String, value: String, expected: String)
    /// The file's format version is not one that is read here.
    case unknownFormatVersion(found: String, known: String)

    // Writing only.
    /// Two tensors of one name, or one with the metadata's.
    case nameTaken(tensor: String)
    /// A value that the element type cannot hold.
    case notRepresentable(tensor: String, index: Int, elementType: String)
    /// A row's scale is negative, or so large or so small that its weights would not be numbers.
    case malformedScale(tensor: String, row: Int)
    /// Bytes in place of a tensor that has no rows to scale.
    case bytesWithoutRows(tensor: String)

    /// Whether there is no such file.
    package var isMissingFile: Bool {
        switch self {
        case .inFile(_, let error): error.isMissingFile
        case .system(_, let code): code == ENOENT
        default: false
        }
    }

    /// This error with the path of its file in front.
    package func inFile(_ path: String) -> ModelFileError {
        if case .inFile = self { self } else { .inFile(path: path, self) }
    }
}

extension ModelFileError: CustomStringConvertible {
    /// One line: the file where it is known, what is wrong, and where.
    public var description: String {
        switch self {
        case .inFile(let path, let error): "model file \(path.singleLine): \(error)"
        case .system, .notARegularFile, .fileTooLarge, .fileTooShort, .headerTooLarge, .headerBeyondFile:
            fileDescription
        case .headerNotUTF8, .headerNotAnObject, .malformedJSON, .duplicateKey, .nestedTooDeep:
            jsonDescription
        case .metadataNotAnObject, .metadataNotAString, .tooManyTensors, .entryNotAnObject, .missingField,
            .unknownField, .unknownElementType, .malformedShape, .tooManyDimensions, .shapeOverflows:
            entryDescription
        case .malformedOffsets, .reversedOffsets, .offsetsBeyondFile, .lengthMismatch, .overlappingTensors,
            .holeBefore, .trailingBytes, .notFinite:
            layoutDescription
        case .missingTensor, .unexpectedTensor, .wrongShape, .missingMetadata, .malformedMetadata,
            .unknownFormatVersion, .nameTaken, .notRepresentable, .malformedScale,
            .bytesWithoutRows:
            modelDescription
        }
    }

    private var fileDescription: String {
        switch self {
        case .system(let operation, let code):
            // SAFETY: strerror returns a NUL-terminated string, thread-local since glibc 2.32.
            "cannot \(operation): \(unsafe String(cString: strerror(code)))"
        case .notARegularFile: "not a regular file"
        case .fileTooLarge(let bytes, let limit): "\(bytes) bytes, more than the \(limit) accepted"
        case .fileTooShort(let bytes): "\(bytes) bytes, too short for a safetensors file"
        case .headerTooLarge(let bytes, let limit):
            "the header claims \(bytes) bytes, more than the \(limit) accepted (is this a safetensors file?)"
        case .headerBeyondFile(let bytes, let available):
            "the header claims \(bytes) bytes, the file has \(available) (truncated?)"
        default: ""
        }
    }

    private var jsonDescription: String {
        switch self {
        case .headerNotUTF8: "the header is not UTF-8"
        case .headerNotAnObject: "the header is not a JSON object"
        case .malformedJSON(let offset, let reason): "the header is not JSON: \(reason) at byte \(offset)"
        case .duplicateKey(let key, let offset):
            "the header names \(key.quoted) twice (second time at byte \(offset))"
        case .nestedTooDeep(let offset, let limit):
            "the header nests deeper than \(limit) levels at byte \(offset)"
        default: ""
        }
    }

    private var entryDescription: String {
        switch self {
        case .metadataNotAnObject: "__metadata__ is not an object"
        case .metadataNotAString(let key): "metadata \(key.quoted) is not a string"
        case .tooManyTensors(let count, let limit): "\(count) tensors, more than the \(limit) accepted"
        case .entryNotAnObject(let tensor): "tensor \(tensor.quoted): its header entry is not an object"
        case .missingField(let tensor, let field): "tensor \(tensor.quoted): no \(field)"
        case .unknownField(let tensor, let field): "tensor \(tensor.quoted): unknown field \(field.quoted)"
        case .unknownElementType(let tensor, let found):
            "tensor \(tensor.quoted): dtype \(found.quoted) is none of F32, F16, BF16, I8"
        case .malformedShape(let tensor): "tensor \(tensor.quoted): shape is not a list of whole numbers"
        case .tooManyDimensions(let tensor, let count, let limit):
            "tensor \(tensor.quoted): \(count) dimensions, more than the \(limit) accepted"
        case .shapeOverflows(let tensor): "tensor \(tensor.quoted): the product of its shape overflows"
        default: ""
        }
    }

    private var layoutDescription: String {
        switch self {
        case .malformedOffsets(let tensor):
            "tensor \(tensor.quoted): data_offsets is not a pair of whole numbers"
        case .reversedOffsets(let tensor, let begin, let end):
            "tensor \(tensor.quoted): data_offsets [\(begin), \(end)] run backwards"
        case .offsetsBeyondFile(let tensor, let end, let available):
            "tensor \(tensor.quoted): ends at data byte \(end), the file has \(available) (truncated?)"
        case .lengthMismatch(let tensor, let shapeBytes, let offsetBytes):
            "tensor \(tensor.quoted): its shape needs \(shapeBytes) bytes, its offsets span \(offsetBytes)"
        case .overlappingTensors(let first, let second, let offset):
            "tensors \(first.quoted) and \(second.quoted) overlap at data byte \(offset)"
        case .holeBefore(let tensor, let offset, let bytes):
            "\(bytes) bytes at data byte \(offset), before tensor \(tensor.quoted), belong to no tensor"
        case .trailingBytes(let count): "\(count) bytes after the last tensor"
        case .notFinite(let tensor, let index):
            "tensor \(tensor.quoted): element \(index) is not a finite number"
        default: ""
        }
    }

    private var modelDescription: String {
        switch self {
        case .missingTensor(let name): "no tensor \(name.quoted)"
        case .unexpectedTensor(let name): "unexpected tensor \(name.quoted)"
        case .wrongShape(let tensor, let expected, let found):
            "tensor \(tensor.quoted): shape \(found), expected \(expected)"
        case .missingMetadata(let key): "no metadata \(key.quoted)"
        case .malformedMetadata(let key, let value, let expected):
            "metadata \(key.quoted) is \(value.quoted), expected \(expected)"
        case .unknownFormatVersion(let found, let known):
            "format version \(found.quoted), this program reads \(known)"
        case .nameTaken(let tensor): "two entries named \(tensor.quoted)"
        case .malformedScale(let tensor, let row):
            "\(tensor.singleLine): the scale of row \(row) is no scale"
        case .bytesWithoutRows(let tensor): "\(tensor.singleLine): of type I8, which only matrices may be"
        case .notRepresentable(let tensor, let index, let elementType):
            "tensor \(tensor.quoted): element \(index) does not fit \(elementType)"
        default: ""
        }
    }
}

extension String {
    /// The text in quotation marks, on one line and no longer than a line: it may come from a hostile file.
    fileprivate var quoted: String {
        let cap = 80
        return "\"" + String(prefix(cap)).singleLine + (count > cap ? "…\"" : "\"")
    }

    /// The text with control characters and line separators replaced, so that it can neither break
    /// a line nor move a terminal's cursor.
    fileprivate var singleLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.breaksALine ? "\u{FFFD}" : $0 }))
    }
}

extension Unicode.Scalar {
    fileprivate var breaksALine: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
