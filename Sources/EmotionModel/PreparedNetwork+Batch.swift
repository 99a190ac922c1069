internal import CKernels

/// Several streams' vectors side by side, on their way through one layer after the other.
public struct NetworkBatch: Sendable {
    /// The most streams that make a step together.
    public let capacity: Int
    private let stride: Int
    /// `[capacity][stride]` each.
    private var x: [Float]
    private var y: [Float]
    private var scratch: [Int16]

    /// Room for the layers of `network`.
    public init(_ network: PreparedNetwork, capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
        let matrices = network.matrices
        stride = NetworkState.zeros(matrices.reduce(0) { max($0, $1.rows, $1.columns) }).count
        x = Array(repeating: 0, count: capacity * stride)
        y = x
        scratch = Array(repeating: 0, count: x.count)
    }

    /// Lays down what stream `stream` brings to the next product.
    mutating func put(_ values: [Float], _ count: Int, of stream: Int) {
        x.replace(at: stream * stride, with: values, from: 0, count: count)
    }

    /// Takes what the last product gave stream `stream`.
    func take(_ values: inout [Float], _ count: Int, of stream: Int) {
        values.replace(at: 0, with: y, from: stream * stride, count: count)
    }

    /// y = W·x + b for the first `streams`; or y += W·x where `accumulating`.
    mutating func multiply(_ matrix: PackedMatrix, streams: Int, accumulating: Bool = false) {
        precondition(streams <= capacity && matrix.rows <= stride && matrix.columns < stride)
        // SAFETY: every stream has `stride` values on either side, as many as the matrix reads and writes.
        unsafe ck_matrix_apply_batch(
            matrix.matrix, &y, stride, x, stride, streams, accumulating ? 1 : 0, &scratch)
    }
}

extension PreparedNetwork {
    /// One step of several streams at once: the weights are read once for all of them.
    ///
    /// Each stream gets the very bits that ``step(_:state:)`` would give it. Allocates nothing.
    ///
    /// - Parameters:
    ///   - streams: how many, at most the batch's capacity.
    ///   - batch: room to work in.
    ///   - state: calls its second argument with the step, `[inputSize]`, and the state of the stream given.
    public func step(
        streams: Int, _ batch: inout NetworkBatch,
        state: (_ stream: Int, _ body: (_ step: [Float], inout NetworkState) -> Void) -> Void
    ) {
        for stream in 0..<streams {
            state(stream) { step, state in
                precondition(step.count == options.inputSize)
                state.input.replace(at: 0, with: step, from: 0, count: step.count)
            }
        }
        for index in convolutions.indices { convolve(index, streams, &batch, state) }
        stepLSTM(streams, &batch, state)
        for stream in 0..<streams { state(stream) { gatherHeadInput(&$1) } }
        for layer in dense { apply(layer, streams, &batch, state) }
        for stream in 0..<streams {
            state(stream) { _, state in
                for index in state.logits.indices { state.logits[index] = state.front[index] }
            }
        }
    }

    private typealias Access = (_ stream: Int, _ body: (_ step: [Float], inout NetworkState) -> Void) -> Void

    private func convolve(_ index: Int, _ streams: Int, _ batch: inout NetworkBatch, _ state: Access) {
        let layer = convolutions[index]
        for stream in 0..<streams {
            state(stream) { _, state in
                let input = state.input(of: index)
                layer.gather(input, state: &state.convolutions[index])
                batch.put(state.convolutions[index].gathered, layer.matrix.columns, of: stream)
            }
        }
        batch.multiply(layer.matrix, streams: streams)
        for stream in 0..<streams {
            state(stream) { _, state in
                batch.take(&state.convolutions[index].output, layer.matrix.rows, of: stream)
                layer.finish(state.input(of: index), state: &state.convolutions[index])
            }
        }
    }

    private func stepLSTM(_ streams: Int, _ batch: inout NetworkBatch, _ state: Access) {
        for stream in 0..<streams {
            state(stream) { batch.put($1.input(of: convolutions.count), lstm.input.columns, of: stream) }
        }
        batch.multiply(lstm.input, streams: streams)
        for stream in 0..<streams {
            state(stream) { batch.put($1.lstm.hidden, lstm.recurrent.columns, of: stream) }
        }
        batch.multiply(lstm.recurrent, streams: streams, accumulating: true)
        for stream in 0..<streams {
            state(stream) { _, state in
                batch.take(&state.lstm.gates, lstm.recurrent.rows, of: stream)
                lstm.finish(&state.lstm)
            }
        }
    }

    private func apply(
        _ layer: PreparedDense, _ streams: Int, _ batch: inout NetworkBatch, _ state: Access
    ) {
        for stream in 0..<streams {
            state(stream) { batch.put($1.front, layer.matrix.columns, of: stream) }
        }
        batch.multiply(layer.matrix, streams: streams)
        for stream in 0..<streams {
            state(stream) { _, state in
                batch.take(&state.front, layer.matrix.rows, of: stream)
                layer.rectify(&state.front)
            }
        }
    }
}
