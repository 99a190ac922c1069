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
    /// Values out of each convolution in front of the LSTM.
    public var convolutionChannels: Int
    /// Steps from one tap to the next, of each convolution in order; none without convolutions.
    public var dilations: [Int]
    /// Units of the LSTM.
    public var hiddenSize: Int
    /// What the classifier sees beside the current state.
    public var pooling: Pooling
    /// Units of the rectified dense layers, in order.
    public var denseSizes: [Int]
    /// Emotions.
    public var labelCount: Int
    /// Whether a last output says how probable it is that nobody speaks.
    public var hasNoiseOutput = false

    /// Options with every field given.
    public init(
        inputSize: Int, convolutionChannels: Int = 0, dilations: [Int] = [], hiddenSize: Int,
        pooling: Pooling, denseSizes: [Int],
        labelCount: Int
    ) {
        self.inputSize = inputSize
        self.convolutionChannels = convolutionChannels
        self.dilations = dilations
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
    public static func plain(inputSize: Int, labelCount: Int = 6) -> NetworkOptions {
        NetworkOptions(
            inputSize: inputSize, hiddenSize: 128, pooling: .attention, denseSizes: [64],
            labelCount: labelCount)
    }

    /// The plain network behind two causal convolutions of 80 channels.
    public static func convolutional(inputSize: Int, labelCount: Int = 6) -> NetworkOptions {
        var options = plain(inputSize: inputSize, labelCount: labelCount)
        options.convolutionChannels = 80
        options.dilations = [1, 2]
        return options
    }

    /// Values out of the last layer: the emotions, and noise where it has an output.
    public var outputCount: Int { labelCount + (hasNoiseOutput ? 1 : 0) }
    /// Values that reach the LSTM.
    public var lstmInputSize: Int { dilations.isEmpty ? inputSize : convolutionChannels }
    /// Values that reach the first dense layer.
    public var headInputSize: Int { pooling == .attention ? 2 * hiddenSize : hiddenSize }

    /// The options as strings, the way a model file's metadata keeps them.
    public var metadata: [String: String] {
        [
            "network.input": "\(inputSize)",
            "network.convolution_channels": "\(convolutionChannels)",
            "network.dilations": dilations.map(String.init).joined(separator: ","),
            "network.hidden": "\(hiddenSize)",
            "network.pooling": pooling.rawValue,
            "network.dense": denseSizes.map(String.init).joined(separator: ","),
            "network.noise_output": hasNoiseOutput ? "1" : "0",
        ]
    }

    /// Options read back from a model file's metadata, the keys behind `prefix`.
    ///
    /// Throws `missingMetadata` or `malformedMetadata` with the key.
    public init(
        metadata: [String: String], prefix: String = "", labelCount: Int
    ) throws(ModelFileError) {
        func field<T>(_ key: String, _ expected: String, _ parse: (String) -> T?) throws(ModelFileError) -> T
        {
            let key = prefix + key
            guard let text = metadata[key] else { throw .missingMetadata(key) }
            guard let value = parse(text) else {
                throw .malformedMetadata(key: key, value: text, expected: expected)
            }
            return value
        }
        func size(_ text: some StringProtocol) -> Int? {
            Int(text).flatMap { (1...4096).contains($0) ? $0 : nil }
        }
        func list(_ text: String, _ range: ClosedRange<Int>) -> [Int]? {
            let parts = text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part in Int(part).flatMap { range.contains($0) ? $0 : nil } }
            return numbers.count == parts.count && numbers.count <= 8 ? numbers : nil
        }
        self.init(
            inputSize: try field("network.input", "1 to 4096", size),
            convolutionChannels: try field("network.convolution_channels", "0 to 4096") { text in
                Int(text).flatMap { (0...4096).contains($0) ? $0 : nil }
            },
            dilations: try field("network.dilations", "at most 8 of 1 to 64, by commas") { list($0, 1...64) },
            hiddenSize: try field("network.hidden", "1 to 4096", size),
            pooling: try field("network.pooling", "none or attention", Pooling.init(rawValue:)),
            denseSizes: try field("network.dense", "at most 8 sizes of 1 to 4096, by commas") {
                list($0, 1...4096)
            },
            labelCount: labelCount)
        hasNoiseOutput = try field("network.noise_output", "0 or 1") { ["0": false, "1": true][$0] }
    }
}
