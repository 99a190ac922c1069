private import Dispatch
internal import EmotionModel

/// The gradient of a batch over several threads, reduced in a fixed order.
///
/// The batch is sorted by length and dealt out in turn, so every worker has sequences of all lengths; the
/// result depends on the number of workers but never on their timing.
final class GradientWorkers {
    private let workers: [GradientWorker]
    /// The batch, longest first.
    private var sorted: [TrainingSequence] = []

    init(network: EmotionNetwork, threads: Int) {
        workers = (0..<threads).map { _ in GradientWorker(network) }
    }

    /// The gradient of the mean loss over `batch`; the loss is returned.
    func gradient(
        of batch: [TrainingSequence], parameters: [Float], options: TrainingOptions, seed: UInt64,
        epoch: Int, into gradient: inout [Float]
    ) -> Double {
        sort(batch)
        let dropout = Dropout(rate: options.dropout, seed: seed, epoch: epoch)
        let weight = 1 / Float(max(batch.count, 1))
        let (workers, sorted) = (workers, sorted)
        @Sendable func work(_ index: Int) {
            workers[index].differentiate(
                sorted, from: index, by: workers.count, weight: weight, parameters: parameters,
                options: options, dropout: dropout)
        }
        // Two small blocks of Dispatch's, for the call, are all that a step on several threads allocates.
        if workers.count == 1 {
            work(0)
        } else {
            DispatchQueue.concurrentPerform(iterations: workers.count, execute: work)
        }
        return reduce(into: &gradient)
    }

    private func reduce(into gradient: inout [Float]) -> Double {
        var loss = 0.0
        for index in 0..<workers.count {
            loss += workers[index].loss
            for position in 0..<gradient.count {
                let below = index == 0 ? 0 : gradient[position]
                gradient[position] = below + workers[index].gradient[position]
            }
        }
        return loss
    }

    /// Puts `batch` into `sorted`, longest first; equal lengths keep their order.
    ///
    /// By insertion, which needs no room of its own: a batch is small.
    private func sort(_ batch: [TrainingSequence]) {
        sorted.removeAll(keepingCapacity: true)
        for index in 0..<batch.count {
            sorted.append(batch[index])
            var place = index
            // Not swapAt, which allocates where it is not specialised.
            while place > 0, sorted[place - 1].steps.count < batch[index].steps.count {
                sorted[place] = sorted[place - 1]
                place -= 1
            }
            sorted[place] = batch[index]
        }
    }

    /// Logits of every step of each sequence, `[steps][outputCount]`, in the order given.
    func logits(of sequences: [StepSequence], parameters: [Float]) -> [[Float]] {
        sort(sequences.enumerated().map { TrainingSequence(steps: $1, parts: [], key: UInt64($0)) })
        var result = [[Float]](repeating: [], count: sequences.count)
        let (workers, sorted) = (workers, sorted)
        let shares = workers.indices.map { first in
            stride(from: first, to: sorted.count, by: workers.count).map { sorted[$0] }
        }
        let outputs = shares.indices.map { $0 }.concurrentMap { index in
            // In batches of a training batch's size, so that memory does not grow with the sequences.
            stride(from: 0, to: shares[index].count, by: 64).flatMap { first in
                let batch = shares[index][first..<min(first + 64, shares[index].count)]
                return workers[index].logits(Array(batch), parameters: parameters)
            }
        }
        for (share, output) in zip(shares, outputs) {
            for (sequence, values) in zip(share, output) { result[Int(sequence.key)] = values }
        }
        return result
    }
}
