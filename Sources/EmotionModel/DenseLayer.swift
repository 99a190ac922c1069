/// A fully connected layer, y = W·x + b, with or without a rectifier behind it.
public struct DenseLayer: Sendable, Equatable {
    /// Values in.
    public let inputSize: Int
    /// Values out.
    public let outputSize: Int
    /// Whether negative outputs become 0 (ReLU).
    public let rectified: Bool
    /// Offset of `weight`, `[outputSize][inputSize]`.
    public let weight: Int
    /// Offset of `bias`, `[outputSize]`.
    public let bias: Int

    init(_ name: String, inputSize: Int, outputSize: Int, rectified: Bool, layout: inout ParameterLayout) {
        self.inputSize = inputSize
        self.outputSize = outputSize
        self.rectified = rectified
        weight = layout.add("\(name).weight", [outputSize, inputSize])
        bias = layout.add("\(name).bias", [outputSize])
    }
}
