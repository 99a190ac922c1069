private import Glibc

/// What the loss of an utterance is made of.
///
/// The monitor reports the mean of the steps' posteriors for an utterance and shows every step, so the loss
/// is a share of −ln of that mean, and the rest a cross-entropy of the steps: part of it the last step's, the
/// rest even over all steps from `fromStep` on.
public struct StepWeighting: Sendable, Equatable {
    /// Share of the utterance's mean posterior.
    public var utteranceShare: Float
    /// Share of the last step in what remains.
    public var lastShare: Float
    /// Steps before this count in the mean alone (unless there are no others).
    public var fromStep: Int

    /// A weighting with every value given.
    public init(utteranceShare: Float = 0, lastShare: Float, fromStep: Int) {
        self.utteranceShare = utteranceShare
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

/// Steps of a sequence that share a label.
struct TargetPart: Sendable, Equatable {
    /// Index of the label.
    var label: Int
    /// The step after the last one; the part begins where the one before ends.
    var end: Int
}

/// One sequence's target: the labels of its steps and how much the sequence counts.
struct SequenceTarget: Sendable {
    /// In order; the last ends with the sequence.
    var parts: [TargetPart]
    /// Weight of the sequence in the batch's mean, shared evenly by its parts.
    var weight: Float
}

/// The loss of packed sequences and its gradient.
///
/// For a part with the label y over T steps, p_t the softmax of step t:
/// u·(−ln Σ_t p_t[y]/T) + (1 − u)·Σ_t w_t·CE_t, where CE_t has its label smoothed (Szegedy et al. 2016). The first
/// term's gradient is that of a cross-entropy whose steps are weighted by their share in the mean,
/// r_t = p_t[y] / Σ_s p_s[y].
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
        for sequence in 0..<targets.count {
            let target = targets[sequence]
            var first = 0
            for index in 0..<target.parts.count {
                let part = target.parts[index]
                let steps = first..<min(max(part.end, first), packed.lengths[sequence])
                first = steps.upperBound
                guard !steps.isEmpty else { continue }
                unsafe loss += partLoss(
                    packed, sequence, steps, logits: logits, gradient: gradient, labelCount: labelCount,
                    label: part.label, weight: target.weight / Float(target.parts.count),
                    weighting: weighting, smoothing: smoothing)
            }
        }
        return loss
    }

    /// The loss of some steps of one sequence, and its gradient.
    @unsafe private static func partLoss(
        _ packed: PackedSequences, _ sequence: Int, _ steps: Range<Int>, logits: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>, labelCount: Int, label: Int, weight: Float,
        weighting: StepWeighting, smoothing: Float
    ) -> Double {
        var labelSum: Float = 0
        for step in steps {
            let place = packed.row(step: step, sequence: sequence) * labelCount
            unsafe softmax(logits + place, gradient + place, labelCount)
            unsafe labelSum += gradient[place + label]
        }
        labelSum = max(labelSum, .leastNormalMagnitude)
        let utterance = weight * weighting.utteranceShare
        var loss = -Double(utterance * logf(labelSum / Float(steps.count)))
        for step in steps {
            let place = packed.row(step: step, sequence: sequence) * labelCount
            let even = weight * (1 - weighting.utteranceShare)
            let share = unsafe gradient[place + label] / labelSum
            unsafe loss += stepLoss(
                gradient + place, labelCount, label,
                weight: even * weighting.weight(step: step - steps.lowerBound, length: steps.count),
                smoothing: smoothing, utteranceWeight: utterance * share)
        }
        return loss
    }

    /// p = softmax(logits), `[labelCount]`.
    @unsafe private static func softmax(
        _ logits: UnsafePointer<Float>, _ p: UnsafeMutablePointer<Float>, _ labelCount: Int
    ) {
        var largest = -Float.infinity
        for index in 0..<labelCount { largest = unsafe max(largest, logits[index]) }
        var total: Float = 0
        for index in 0..<labelCount {
            unsafe p[index] = expf(logits[index] - largest)
            unsafe total += p[index]
        }
        for index in 0..<labelCount { unsafe p[index] /= total }
    }

    /// A step's smoothed cross-entropy, and the gradient of both terms in place of its softmax `p`.
    @unsafe private static func stepLoss(
        _ p: UnsafeMutablePointer<Float>, _ labelCount: Int, _ label: Int, weight: Float, smoothing: Float,
        utteranceWeight: Float
    ) -> Double {
        var loss: Float = 0
        for index in 0..<labelCount {
            let isLabel: Float = index == label ? 1 : 0
            let target = smoothing / Float(labelCount) + isLabel * (1 - smoothing)
            let value = unsafe p[index]
            if weight > 0 { loss -= target * logf(max(value, .leastNormalMagnitude)) }
            unsafe p[index] = weight * (value - target) + utteranceWeight * (value - isLabel)
        }
        return Double(weight * loss)
    }
}
