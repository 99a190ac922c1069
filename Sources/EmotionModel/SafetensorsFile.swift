/// A safetensors file: named tensors and string metadata, checked as a whole before any of it is used.
///
/// Layout (https://github.com/huggingface/safetensors): the header's length as a little-endian UInt64, the
/// header as a JSON object, then the tensors' bytes, row-major and little-endian, with neither hole nor overlap.
/// A value of this type came through every check of `init(bytes:)`, or was put together in memory;
/// its weights are finite in the first case, and `encoded()` checks them in the second.
public struct SafetensorsFile: Sendable, Equatable {
    /// How a tensor's elements are stored.
    public enum ElementType: String, Sendable, CaseIterable {
        /// IEEE 754 single precision.
        case float32 = "F32"
        /// IEEE 754 half precision.
        case float16 = "F16"
        /// The upper half of a single.
        case bfloat16 = "BF16"
        /// Signed byte; its scale, where it has one, is a tensor of its own.
        case int8 = "I8"

        /// Bytes per element.
        public var byteCount: Int {
            switch self {
            case .float32: 4
            case .float16, .bfloat16: 2
            case .int8: 1
            }
        }
    }

    /// One named tensor, its elements widened to Float.
    public struct Tensor: Sendable, Equatable {
        /// PyTorch's parameter name, such as `lstm.weight_ih_l0`.
        public let name: String
        /// How the elements are, or will be, stored.
        public let elementType: ElementType
        /// Dimensions, outermost first; empty for a scalar.
        public let shape: [Int]
        /// The elements, row-major; as many as the product of `shape`.
        public let values: [Float]

        /// Makes a tensor to be written.
        ///
        /// `values` must hold as many elements as `shape` has.
        public init(name: String, shape: [Int], values: [Float], elementType: ElementType = .float32) {
            precondition(
                shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count,
                "\(name): shape \(shape) does not hold \(values.count) values")
            self.name = name
            self.elementType = elementType
            self.shape = shape
            self.values = values
        }
    }

    /// What this reader accepts: far above any model of ours, far below what would hurt.
    public enum Limits {
        /// Largest file, in bytes.
        public static let fileBytes = 64 << 20
        /// Largest header, in bytes.
        public static let headerBytes = 1 << 20
        /// Most tensors.
        public static let tensors = 1024
        /// Most dimensions of one tensor.
        public static let dimensions = 8
        /// Deepest nesting of the header; a sound one has three levels.
        public static let headerDepth = 4
    }

    /// The header key that holds the metadata and can name no tensor.
    static let metadataKey = "__metadata__"

    /// The tensors, sorted by name when read from a file.
    public var tensors: [Tensor]
    /// The header's `__metadata__`.
    public var metadata: [String: String]

    /// Puts a file together in memory, to be written.
    public init(tensors: [Tensor], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The tensor of that name, or nil.
    public func tensor(named name: String) -> Tensor? {
        tensors.first { $0.name == name }
    }

    /// The elements of the tensor `name`, which must have exactly this shape.
    ///
    /// Throws `missingTensor` or `wrongShape`.
    public func values(of name: String, shape: [Int]) throws(ModelFileError) -> [Float] {
        guard let tensor = tensor(named: name) else { throw .missingTensor(name) }
        guard tensor.shape == shape else {
            throw .wrongShape(tensor: name, expected: shape, found: tensor.shape)
        }
        return tensor.values
    }

    /// The metadata string under `key`; throws `missingMetadata` where there is none.
    public func metadata(_ key: String) throws(ModelFileError) -> String {
        guard let value = metadata[key] else { throw .missingMetadata(key) }
        return value
    }
}
