/// Regression deltas that wait for nothing.
///
/// HTK's formula with N = 2, d_t = (c_{t+1} − c_{t−1} + 2·(c_{t+2} − c_{t−2})) / 10, centred on t = k − 2 at
/// frame k. Before the first frame its value is repeated, so deltas begin at zero.
public struct DeltaComputer: Sendable {
    private let size: Int
    /// The last five frames, newest at `newest`, `[5][size]`.
    private var history: [Float]
    private var newest = 0
    private var isEmpty = true

    /// Deltas of vectors of `size` values.
    public init(size: Int) {
        self.size = size
        history = Array(repeating: 0, count: 5 * size)
    }

    /// Forgets the utterance.
    public mutating func reset() { isEmpty = true }

    /// Takes frame k and writes the delta centred on k − 2.
    ///
    /// - Parameters:
    ///   - values: frame k, `[size]`.
    ///   - output: where the delta goes.
    ///   - offset: index in `output` of the delta's first value.
    public mutating func process(_ values: [Float], into output: inout [Float], at offset: Int) {
        newest = (newest + 1) % 5
        for slot in 0..<5 where isEmpty || slot == newest {
            for index in 0..<size { history[slot * size + index] = values[index] }
        }
        isEmpty = false
        // `newest` holds c_k; one step back from it c_{k−1}, and so on.
        let (c0, c1) = (newest * size, (newest + 4) % 5 * size)
        let (c3, c4) = ((newest + 2) % 5 * size, (newest + 1) % 5 * size)
        for index in 0..<size {
            let near = history[c1 + index] - history[c3 + index]
            let far = history[c0 + index] - history[c4 + index]
            output[offset + index] = (near + 2 * far) * 0.1
        }
    }
}
