private import Dispatch
internal import EmotionModel

/// A step sequence with its target.
struct TrainingSequence: Sendable {
    let steps: StepSequence
    let parts: [TargetPart]
    let key: UInt64
}

/// The gradient of a batch over several threads, reduced in a fixed order.
///
/// The batch is sorted by length and dealt out in turn, so every worker has sequences of all lengths; the
/// result depends on the number of workers but never on their timing.
final class GradientWorkers {
    private let workers: [Worker]

    /// One thread's share: its pass, its packed input and its gradient.
    // SAFETY: used by one thread at a time: concurrentPerform gives each worker to one iteration.
    private final class Worker: @unchecked Sendable {
        let pass: NetworkPass
        let outputCount: Int
        var input: RowBuffer
        var gradient: [Float]
        var loss = 0.0

        init(_ network: EmotionNetwork) {
            pass = NetworkPass(shapedLike: network)
            outputCount = network.options.outputCount
            input = RowBuffer(columns: network.options.inputSize)
            gradient = Array(repeating: 0, count: network.layout.count)
        }

        /// Packs `share`, longest first, into `input`.
        func pack(_ share: [TrainingSequence]) -> PackedSequences {
            let packed = PackedSequences(lengths: share.map(\.steps.count))
            input.reserve(rows: packed.rowCount)
            for (index, sequence) in share.enumerated() {
                for step in 0..<sequence.steps.count {
                    let row = unsafe input.row(packed.row(step: step, sequence: index))
                    for column in 0..<input.columns {
                        unsafe row[column] = sequence.steps.values[step * input.columns + column]
                    }
                }
            }
            return packed
        }
    }

    init(network: EmotionNetwork, threads: Int) {
        workers = (0..<threads).map { _ in Worker(network) }
    }

    /// The gradient of the mean loss over `batch`; the loss is returned.
    func gradient(
        of batch: [TrainingSequence], parameters: [Float], options: TrainingOptions, seed: UInt64,
        epoch: Int, into gradient: inout [Float]
    ) -> Double {
        let sorted = Self.longestFirst(batch)
        let dropout = Dropout(rate: options.dropout, seed: seed, epoch: epoch)
        let weight = 1 / Float(max(batch.count, 1))
        let workers = workers
        DispatchQueue.concurrentPerform(iterations: workers.count) { index in
            let worker = workers[index]
            let share = stride(from: index, to: sorted.count, by: workers.count).map { sorted[$0] }
            for position in worker.gradient.indices { worker.gradient[position] = 0 }
            worker.loss = 0
            guard !share.isEmpty else { return }
            let packed = worker.pack(share)
            let targets = share.map { SequenceTarget(parts: $0.parts, weight: weight) }
            unsafe _ = worker.pass.forward(
                packed, input: worker.input.row(0), parameters: parameters, dropout: dropout,
                keys: share.map(\.key))
            worker.loss = unsafe worker.pass.backward(
                packed, input: worker.input.row(0), parameters: parameters, dropout: dropout,
                gradient: &worker.gradient
            ) { logits, gradient in
                unsafe SequenceLoss.crossEntropy(
                    packed, logits: logits, gradient: gradient, labelCount: worker.outputCount,
                    targets: targets,
                    weighting: options.weighting, smoothing: options.labelSmoothing)
            }
        }
        return reduce(into: &gradient)
    }

    private func reduce(into gradient: inout [Float]) -> Double {
        var loss = 0.0
        for (index, worker) in workers.enumerated() {
            loss += worker.loss
            for position in gradient.indices {
                gradient[position] = (index == 0 ? 0 : gradient[position]) + worker.gradient[position]
            }
        }
        return loss
    }

    /// Sorted by length, longest first; equal lengths keep their order.
    static func longestFirst(_ batch: [TrainingSequence]) -> [TrainingSequence] {
        batch.enumerated().sorted { left, right in
            left.element.steps.count == right.element.steps.count
                ? left.offset < right.offset : left.element.steps.count > right.element.steps.count
        }.map(\.element)
    }

    /// Logits of every step of each sequence, `[steps][outputCount]`, in the order given.
    func logits(of sequences: [StepSequence], parameters: [Float]) -> [[Float]] {
        let all = sequences.enumerated().map { TrainingSequence(steps: $1, parts: [], key: UInt64($0)) }
        let sorted = Self.longestFirst(all)
        var result = [[Float]](repeating: [], count: sequences.count)
        let workers = workers
        let shares = workers.indices.map { first in
            stride(from: first, to: sorted.count, by: workers.count).map { sorted[$0] }
        }
        let outputs = shares.indices.map { $0 }.concurrentMap { index in
            Self.forward(workers[index], shares[index], parameters)
        }
        for (share, output) in zip(shares, outputs) {
            for (sequence, values) in zip(share, output) { result[Int(sequence.key)] = values }
        }
        return result
    }

    /// In batches of a training batch's size, so that memory does not grow with the number of sequences.
    private static func forward(
        _ worker: Worker, _ share: [TrainingSequence], _ parameters: [Float]
    ) -> [[Float]] {
        stride(from: 0, to: share.count, by: 64).flatMap { first in
            let batch = Array(share[first..<min(first + 64, share.count)])
            let packed = worker.pack(batch)
            let logits = unsafe worker.pass.forward(
                packed, input: worker.input.row(0), parameters: parameters)
            return batch.indices.map { sequence in
                var values: [Float] = []
                for step in 0..<packed.lengths[sequence] {
                    let row = packed.row(step: step, sequence: sequence) * worker.outputCount
                    for index in 0..<worker.outputCount { unsafe values.append(logits[row + index]) }
                }
                return values
            }
        }
    }
}
