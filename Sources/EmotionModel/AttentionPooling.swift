private import Glibc
internal import CKernels

/// What attention pooling remembers: the softmax-weighted sum of the states so far.
public struct AttentionState: Sendable {
    /// Σ exp(score_s − largest)·h_s, `[size]`.
    var weighted: [Float]
    /// Σ exp(score_s − largest).
    var total: Float = 0
    /// The largest score so far, which keeps the exponentials in range.
    var largest: Float = 0

    init(size: Int) { weighted = Array(repeating: 0, count: size) }

    /// Forgets everything.
    public mutating func reset() {
        for index in weighted.indices { weighted[index] = 0 }
        total = 0
        largest = 0
    }
}

/// Causal attention over the states so far, pooled_t = Σ_{s≤t} softmax(v·h_s + b)·h_s.
///
/// The softmax is kept online (Milakov & Gimelshein 2018), so a step costs the same however long the
/// utterance has lasted.
public struct AttentionPooling: Sendable, Equatable {
    /// Values in and out.
    public let size: Int
    /// Offset of `attention.weight`, `[1][size]`.
    public let weight: Int
    /// Offset of `attention.bias`, `[1]`.
    public let bias: Int

    init(_ name: String, size: Int, layout: inout ParameterLayout) {
        self.size = size
        weight = layout.add("\(name).weight", [1, size])
        bias = layout.add("\(name).bias", [1])
    }

    /// One step; allocates nothing.
    ///
    /// - Parameters:
    ///   - hidden: h_t, `[size]` or longer.
    ///   - parameters: the network's flat parameters.
    ///   - state: replaced by the state after the step.
    ///   - pooled: where the pooled state goes.
    ///   - offset: index in `pooled` of its first value.
    func step(
        _ hidden: [Float], parameters: [Float], state: inout AttentionState, into pooled: inout [Float],
        at offset: Int
    ) {
        precondition(hidden.count >= size && state.weighted.count == size && pooled.count >= offset + size)
        var score = parameters[bias]
        unsafe parameters.withUnsafeBufferPointer { p in
            // SAFETY: [size] at the layout's offset.
            unsafe score += ck_dot(p.baseAddress! + weight, hidden, size)
        }
        let largest = state.total == 0 ? score : max(state.largest, score)
        let kept = state.total == 0 ? 0 : expf(state.largest - largest)
        let entering = expf(score - largest)
        state.largest = largest
        state.total = state.total * kept + entering
        let norm = 1 / state.total
        unsafe state.weighted.withUnsafeMutableBufferPointer { weighted in
            unsafe pooled.withUnsafeMutableBufferPointer { pooled in
                // SAFETY: [size] each, checked above.
                unsafe ck_running_sum(
                    weighted.baseAddress!, pooled.baseAddress! + offset, hidden, kept, entering, norm, size)
            }
        }
    }
}
