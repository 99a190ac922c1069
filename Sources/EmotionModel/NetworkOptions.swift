/// The shape of an emotion network; stored in the model file.
public struct NetworkOptions: Sendable, Equatable {
    /// How the states so far reach the classifier.
    public enum Pooling: String, Sendable, CaseIterable {
        /// The current state alone.
        case none
        /// The current state beside attention over the states so far.
        case attention
    }

    /// Values per step.
    public var inputSize: Int
    /// Units of the LSTM.
    public var hiddenSize: Int
    /// What the classifier sees beside the current state.
    public var pooling: Pooling
    /// Units of the rectified dense layers, in order.
    public var denseSizes: [Int]
    /// Emotions.
    public var labelCount: Int

    /// Options with every field given.
    public init(inputSize: Int, hiddenSize: Int, pooling: Pooling, denseSizes: [Int], labelCount: Int) {
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        self.pooling = pooling
        self.denseSizes = denseSizes
        self.labelCount = labelCount
    }

    /// LSTM 256 → 128 ReLU → 64 ReLU → softmax.
    public static func reference(inputSize: Int, labelCount: Int = 6) -> NetworkOptions {
        NetworkOptions(
            inputSize: inputSize, hiddenSize: 256, pooling: .none, denseSizes: [128, 64],
            labelCount: labelCount)
    }

    /// LSTM 128 → [state, attention over the states so far] → 64 ReLU → softmax.
    public static func standard(inputSize: Int, labelCount: Int = 6) -> NetworkOptions {
        NetworkOptions(
            inputSize: inputSize, hiddenSize: 128, pooling: .attention, denseSizes: [64],
            labelCount: labelCount)
    }

    /// Values that reach the first dense layer.
    public var headInputSize: Int { pooling == .attention ? 2 * hiddenSize : hiddenSize }

    /// The options as strings, the way a model file's metadata keeps them.
    public var metadata: [String: String] {
        [
            "network.input": "\(inputSize)",
            "network.hidden": "\(hiddenSize)",
            "network.pooling": pooling.rawValue,
            "network.dense": denseSizes.map(String.init).joined(separator: ","),
        ]
    }

    /// Options read back from a model file's metadata, or the name of the field that is missing or out of range.
    public init(metadata: [String: String], labelCount: Int) throws(InvalidField) {
        func integer(_ key: String, _ range: ClosedRange<Int>) throws(InvalidField) -> Int {
            guard let text = metadata[key], let value = Int(text), range.contains(value) else {
                throw InvalidField(name: key)
            }
            return value
        }
        let inputSize = try integer("network.input", 1...4096)
        let hiddenSize = try integer("network.hidden", 1...4096)
        guard let pooling = metadata["network.pooling"].flatMap(Pooling.init(rawValue:)) else {
            throw InvalidField(name: "network.pooling")
        }
        let dense = (metadata["network.dense"] ?? "").split(separator: ",").map { Int($0) ?? 0 }
        guard dense.count <= 8, dense.allSatisfy({ (1...4096).contains($0) }) else {
            throw InvalidField(name: "network.dense")
        }
        self.init(
            inputSize: inputSize, hiddenSize: hiddenSize, pooling: pooling, denseSizes: dense,
            labelCount: labelCount)
    }

    /// A metadata field that is missing or out of range.
    public struct InvalidField: Error, Sendable, Equatable {
        /// The field's key.
        public let name: String
    }
}
