private import Glibc

/// How an utterance's steps count towards the loss.
///
/// The monitor shows every step and reports their mean, so the loss is not the last step's alone:
/// a share goes to the last, the rest evenly to all steps from `fromSeconds` on.
public struct StepWeighting: Sendable, Equatable {
    /// Share of the last step.
    public var lastShare: Float
    /// Steps before this share nothing (unless there are no others).
    public var fromStep: Int

    /// A weighting with both values given.
    public init(lastShare: Float, fromStep: Int) {
        self.lastShare = lastShare
        self.fromStep = fromStep
    }

    /// The weight of step `step` of `length`; all weights of a sequence sum to 1.
    func weight(step: Int, length: Int) -> Float {
        let first = min(fromStep, length - 1)
        let even: Float = step >= first ? (1 - lastShare) / Float(length - first) : 0
        return step == length - 1 ? even + lastShare : even
    }
}

/// One sequence's target: a class and how much the sequence counts.
struct SequenceTarget: Sendable {
    /// Index of the label.
    var label: Int
    /// Weight of the sequence in the batch's mean.
    var weight: Float
    /// Which clip it comes from; keys the dropout.
    var key: UInt64
}

/// Weighted cross-entropy of softmax outputs with label smoothing.
///
/// Szegedy et al. 2016.
enum SequenceLoss {
    /// The loss of `logits`, and its gradient.
    ///
    /// - Parameters:
    ///   - logits: `[rows][labelCount]`.
    ///   - gradient: `[rows][labelCount]`, written.
    @unsafe static func crossEntropy(
        _ packed: PackedSequences, logits: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>,
        labelCount: Int, targets: [SequenceTarget], weighting: StepWeighting, smoothing: Float
    ) -> Double {
        var loss = 0.0
        for (sequence, target) in targets.enumerated() {
            let length = packed.lengths[sequence]
            for step in 0..<length {
                let row = packed.row(step: step, sequence: sequence) * labelCount
                let weight = target.weight * weighting.weight(step: step, length: length)
                unsafe loss += rowLoss(
                    logits + row, gradient + row, labelCount, target.label, weight, smoothing)
            }
        }
        return loss
    }

    @unsafe private static func rowLoss(
        _ logits: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ labelCount: Int,
        _ label: Int, _ weight: Float, _ smoothing: Float
    ) -> Double {
        var largest = -Float.infinity
        for index in 0..<labelCount { largest = unsafe max(largest, logits[index]) }
        var total: Float = 0
        for index in 0..<labelCount {
            let value = unsafe expf(logits[index] - largest)
            unsafe gradient[index] = value
            total += value
        }
        let logTotal = logf(total) + largest
        var loss: Float = 0
        for index in 0..<labelCount {
            let target = smoothing / Float(labelCount) + (index == label ? 1 - smoothing : 0)
            unsafe loss += target * (logTotal - logits[index])
            unsafe gradient[index] = weight * (gradient[index] / total - target)
        }
        return Double(weight * loss)
    }
}
