import TestSupport
import Testing

@testable import EmotionTraining

/// The loss of some packed rows in double precision, straight from its definition.
private struct ReferenceLoss {
    let packed: PackedSequences
    let targets: [SequenceTarget]
    let weighting: StepWeighting
    let smoothing: Double
    let labels = 6

    func value(_ logits: [Double]) -> Double {
        var loss = 0.0
        for (sequence, target) in targets.enumerated() {
            var begin = 0
            for part in target.parts {
                let weight = Double(target.weight) / Double(target.parts.count)
                loss += self.loss(logits, sequence, begin..<part.end, part.label, weight)
                begin = part.end
            }
        }
        return loss
    }

    private func loss(
        _ logits: [Double], _ sequence: Int, _ steps: Range<Int>, _ label: Int, _ weight: Double
    ) -> Double {
        let utterance = Double(weighting.utteranceShare)
        var (loss, labelSum) = (0.0, 0.0)
        for step in steps {
            let first = packed.row(step: step, sequence: sequence) * labels
            let row = logits[first..<first + labels]
            let logTotal = logarithm(row.map { exponential($0) }.reduce(0, +))
            labelSum += exponential(row[row.startIndex + label] - logTotal)
            let stepWeight = weighting.weight(step: step - steps.lowerBound, length: steps.count)
            for (index, logit) in row.enumerated() {
                let share = smoothing / Double(labels) + (index == label ? 1 - smoothing : 0)
                loss -= (1 - utterance) * weight * Double(stepWeight) * share * (logit - logTotal)
            }
        }
        return loss - utterance * weight * logarithm(labelSum / Double(steps.count))
    }
}

@Suite struct SequenceLossTests {
    @Test(arguments: [Float(0), 0.1, 0.5])
    func theGradientAgreesWithFiniteDifferences(smoothing: Float) {
        var random = TestRandom(seed: 17)
        let packed = PackedSequences(lengths: [6, 4, 4, 1])
        // The second has another label from its third step on.
        let parts = [[(2, 6)], [(0, 2), (4, 4)], [(5, 4)], [(3, 1)]]
        let targets = parts.map { parts in
            SequenceTarget(
                parts: parts.map { TargetPart(label: $0.0, end: $0.1) },
                weight: 0.1 + abs(random.signed()))
        }
        let reference = ReferenceLoss(
            packed: packed, targets: targets,
            weighting: StepWeighting(utteranceShare: 0.6, lastShare: 0.4, fromStep: 2),
            smoothing: Double(smoothing))
        let logits = (0..<packed.rowCount * 6).map { _ in 5 * random.signed() }
        var gradient = [Float](repeating: .nan, count: logits.count)
        let loss = unsafe SequenceLoss.crossEntropy(
            packed, logits: logits, gradient: &gradient, labelCount: 6, targets: targets,
            weighting: reference.weighting, smoothing: smoothing)
        let wide = logits.map(Double.init)
        #expect(abs(loss - reference.value(wide)) < 1e-5)
        let differences = wide.indices.map { index in
            var (up, down) = (wide, wide)
            up[index] += 1e-4
            down[index] -= 1e-4
            return (reference.value(up) - reference.value(down)) / 2e-4
        }
        #expect(largestDeviation(gradient, from: differences) < 1e-5)
    }

    @Test func theWeightsOfASequenceSumToOne() {
        for weighting in [StepWeighting(lastShare: 0.4, fromStep: 10), .init(lastShare: 0, fromStep: 0)] {
            for length in 1...40 {
                let weights = (0..<length).map { weighting.weight(step: $0, length: length) }
                #expect(abs(weights.reduce(0, +) - 1) < 1e-5)
                #expect(weights.prefix(min(weighting.fromStep, length - 1)).allSatisfy { $0 == 0 })
                #expect((weights.last ?? 0) >= weighting.lastShare)
            }
        }
        #expect(StepWeighting(lastShare: 1, fromStep: 0).weight(step: 3, length: 4) == 1)
    }
}
