/// Layer normalisation, y = γ·(x − mean)/√(variance + ε) + β over the values of one step.
///
/// Ba et al. 2016.
///
/// Unlike batch normalisation it needs no statistics of other utterances, so training and serving are the
/// same arithmetic. Names are `torch.nn.LayerNorm`'s.
public struct LayerNormalization: Sendable, Equatable {
    /// Keeps a constant step finite; PyTorch's default.
    public static let epsilon: Float = 1e-5

    /// Values in and out.
    public let size: Int
    /// Offset of `weight`, γ, `[size]`.
    public let weight: Int
    /// Offset of `bias`, β, `[size]`.
    public let bias: Int

    init(_ name: String, size: Int, layout: inout ParameterLayout) {
        self.size = size
        weight = layout.add("\(name).weight", [size])
        bias = layout.add("\(name).bias", [size])
    }
}
