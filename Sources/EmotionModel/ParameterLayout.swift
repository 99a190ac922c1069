/// Where each named tensor lies in one flat array of parameters.
///
/// Weights, gradients, moments and averages of a network all share one layout, so an optimiser is a loop
/// over an array and a model file a walk over the names. Names, shapes and gate order are PyTorch's.
public struct ParameterLayout: Sendable, Equatable {
    /// One tensor's name, shape and place.
    public struct Tensor: Sendable, Equatable {
        /// The name in the model file, such as `lstm.weight_ih_l0`.
        public let name: String
        /// Row-major shape.
        public let shape: [Int]
        /// Index of the first value in the flat array.
        public let offset: Int
        /// Number of values.
        public let count: Int
    }

    /// The tensors in the order in which they lie.
    public private(set) var tensors: [Tensor] = []
    /// The number of values of all tensors together.
    public private(set) var count = 0

    /// An empty layout.
    public init() {}

    /// Adds a tensor at the end.
    ///
    /// - Returns: its offset.
    mutating func add(_ name: String, _ shape: [Int]) -> Int {
        let size = shape.reduce(1, *)
        tensors.append(Tensor(name: name, shape: shape, offset: count, count: size))
        count += size
        return tensors[tensors.count - 1].offset
    }
}
