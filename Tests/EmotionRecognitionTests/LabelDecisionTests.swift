import TestSupport
import Testing

@testable import EmotionRecognition

@Suite struct LabelDecisionTests {
    private let options = DecisionOptions()
    private let step = 0.04

    /// A decision that shows label 0 after `decideAfterSeconds`.
    private func decided() -> LabelDecision {
        var decision = LabelDecision(options: options, stepSeconds: step)
        for _ in 0..<15 { decision.process(posterior([0.6, 0.2, 0.2])) }
        return decision
    }

    private func posterior(_ values: [Float]) -> Posterior { Posterior(values) }

    @Test func nothingIsShownBeforeTheUtteranceHasLasted() {
        var decision = LabelDecision(options: options, stepSeconds: step)
        for count in 1...20 {
            decision.process(posterior([0.1, 0.9]))
            #expect(decision.label == (count >= 15 ? 1 : nil))
        }
        decision.reset()
        #expect(decision.label == nil)
        decision.process(posterior([0.1, 0.9]))
        #expect(decision.label == nil)
    }

    @Test func smallMarginsNeverChangeTheLabel() {
        var decision = decided()
        for count in 0..<2000 {
            // Ahead by 0.09 each in turn, for short and for long: the margin is 0.1.
            let ahead = count / (count < 1000 ? 1 : 50) % 2
            decision.process(posterior(ahead == 0 ? [0.42, 0.33, 0.25] : [0.33, 0.42, 0.25]))
            #expect(decision.label == 0)
        }
    }

    @Test func aClearLeadMustLast() {
        var decision = decided()
        let other = posterior([0.2, 0.6, 0.2])
        for _ in 0..<50 {
            for _ in 0..<7 { decision.process(other) }
            #expect(decision.label == 0)
            decision.process(posterior([0.4, 0.4, 0.2]))
        }
        // switch_s is 0.32: the eighth step in a row.
        for _ in 0..<7 { decision.process(other) }
        #expect(decision.label == 0)
        decision.process(other)
        #expect(decision.label == 1)
    }

    @Test func twoChallengersDoNotAddUp() {
        var decision = decided()
        for count in 0..<400 {
            decision.process(posterior(count % 2 == 0 ? [0.1, 0.6, 0.3] : [0.1, 0.3, 0.6]))
            #expect(decision.label == 0)
        }
    }

    @Test func theShownLabelChangesOnceWhenTheVoiceDoes() {
        // Noisy posteriors through the smoother, as in an utterance whose emotion changes half-way.
        var random = TestRandom(seed: 12)
        var smoother = PosteriorSmoother(timeConstantSeconds: 0.8, stepSeconds: step, labelCount: 3)
        var decision = LabelDecision(options: options, stepSeconds: step)
        var shown: [Int] = []
        for count in 0..<500 {
            let lean = 0.25 * random.signed()
            let (first, second) = count < 250 ? (0.55 + lean, 0.35 - lean) : (0.35 - lean, 0.55 + lean)
            smoother.process(posterior([first, second, 0.1]))
            decision.process(smoother.value)
            if let label = decision.label, label != shown.last { shown.append(label) }
        }
        #expect(shown == [0, 1])
    }
}

@Suite struct PosteriorSmootherTests {
    private func random(_ generator: inout TestRandom) -> Posterior {
        let values = (0..<6).map { _ in 0.01 + abs(generator.signed()) }
        let sum = values.reduce(0, +)
        return Posterior(values.map { $0 / sum })
    }

    @Test func itIsTheMeanAtFirstAndExponentialLater() {
        var generator = TestRandom(seed: 5)
        var smoother = PosteriorSmoother(timeConstantSeconds: 0.8, stepSeconds: 0.04, labelCount: 6)
        // The gain 1 − e^(−0.04/0.8) = 0.0488 is larger than 1/n from the 21st step on.
        let gain = 0.048770575
        var expected = [Double](repeating: 0, count: 6)
        for step in 1...200 {
            let raw = random(&generator)
            smoother.process(raw)
            let weight = max(1 / Double(step), gain)
            for index in 0..<6 { expected[index] += weight * (Double(raw[index]) - expected[index]) }
            #expect((0..<6).allSatisfy { abs(Double(smoother.value[$0]) - expected[$0]) < 1e-6 })
        }
    }

    @Test func aResetForgetsEverything() {
        var generator = TestRandom(seed: 6)
        var smoother = PosteriorSmoother(timeConstantSeconds: 0.8, stepSeconds: 0.04, labelCount: 6)
        for _ in 0..<30 { smoother.process(random(&generator)) }
        smoother.reset()
        let raw = random(&generator)
        smoother.process(raw)
        #expect((0..<6).allSatisfy { abs(smoother.value[$0] - raw[$0]) < 1e-6 })
    }

    @Test func theSumStaysOneForHours() {
        var generator = TestRandom(seed: 7)
        var smoother = PosteriorSmoother(timeConstantSeconds: 0.8, stepSeconds: 0.04, labelCount: 6)
        let posteriors = (0..<50).map { _ in random(&generator) }
        for step in 0..<100_000 { smoother.process(posteriors[step % 50]) }
        #expect(abs((0..<6).reduce(0) { $0 + smoother.value[$1] } - 1) < 1e-4)
    }
}
