internal import EmotionModel

/// A step sequence with its target.
struct TrainingSequence: Sendable {
    let steps: StepSequence
    let parts: [TargetPart]
    let key: UInt64
}

/// One thread's share of a batch: its packed input, its pass and its gradient.
///
/// All room is kept from batch to batch: once the longest batch has been seen, a step allocates nothing.
// SAFETY: used by one thread at a time: concurrentPerform gives each worker to one iteration.
final class GradientWorker: @unchecked Sendable {
    private let pass: NetworkPass
    private let outputCount: Int
    private var input: RowBuffer
    private var packed = PackedSequences()
    private var targets: [SequenceTarget] = []
    private var keys: [UInt64] = []
    /// Gradient of the loss of the last share, `[layout.count]`.
    private(set) var gradient: [Float]
    /// Loss of the last share.
    private(set) var loss = 0.0

    init(_ network: EmotionNetwork) {
        pass = NetworkPass(shapedLike: network)
        outputCount = network.options.outputCount
        input = RowBuffer(columns: network.options.inputSize)
        gradient = Array(repeating: 0, count: network.layout.count)
    }

    /// Fills `gradient` and `loss` for every `stride`-th of `batch`, longest first, from `first` on.
    ///
    /// - Parameters:
    ///   - weight: of one sequence in the loss.
    func differentiate(
        _ batch: [TrainingSequence], from first: Int, by stride: Int, weight: Float, parameters: [Float],
        options: TrainingOptions, dropout: Dropout
    ) {
        for position in gradient.indices { gradient[position] = 0 }
        loss = 0
        guard first < batch.count else { return }
        pack(batch, from: first, by: stride)
        targets.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        for index in Swift.stride(from: first, to: batch.count, by: stride) {
            targets.append(SequenceTarget(parts: batch[index].parts, weight: weight))
            keys.append(batch[index].key)
        }
        unsafe _ = pass.forward(
            packed, input: input.row(0), parameters: parameters, dropout: dropout, keys: keys)
        loss = unsafe pass.backward(
            packed, input: input.row(0), parameters: parameters, dropout: dropout, gradient: &gradient
        ) { logits, gradient in
            unsafe SequenceLoss.crossEntropy(
                packed, logits: logits, gradient: gradient, labelCount: outputCount, targets: targets,
                weighting: options.weighting, smoothing: options.labelSmoothing)
        }
    }

    /// Logits of every step of each sequence, `[steps][outputCount]`; longest first.
    func logits(_ batch: [TrainingSequence], parameters: [Float]) -> [[Float]] {
        pack(batch, from: 0, by: 1)
        let logits = unsafe pass.forward(packed, input: input.row(0), parameters: parameters)
        return batch.indices.map { sequence in
            var values: [Float] = []
            values.reserveCapacity(packed.lengths[sequence] * outputCount)
            for step in 0..<packed.lengths[sequence] {
                let row = packed.row(step: step, sequence: sequence) * outputCount
                for index in 0..<outputCount { unsafe values.append(logits[row + index]) }
            }
            return values
        }
    }

    /// Packs every `stride`-th of `batch` from `first` on, longest first, into `input`.
    private func pack(_ batch: [TrainingSequence], from first: Int, by stride: Int) {
        let count = (batch.count - first + stride - 1) / stride
        packed.layOut(count: count) { batch[first + $0 * stride].steps.count }
        input.reserve(rows: packed.rowCount)
        for sequence in 0..<count {
            let steps = batch[first + sequence * stride].steps
            for step in 0..<steps.count {
                let row = unsafe input.row(packed.row(step: step, sequence: sequence))
                for column in 0..<input.columns {
                    unsafe row[column] = steps.values[step * input.columns + column]
                }
            }
        }
    }
}
