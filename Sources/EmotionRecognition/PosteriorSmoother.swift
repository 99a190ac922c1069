private import Glibc

/// The smoothed posterior: a mean at first, exponential later.
///
/// p_n = p_{n−1} + max(1/n, 1 − e^(−step/τ))·(raw_n − p_{n−1}), so that the first steps of an utterance
/// count alike and the memory never exceeds τ.
struct PosteriorSmoother: Sendable {
    private let weight: Float
    private var steps = 0
    /// The smoothed posterior.
    private(set) var value: Posterior
    /// The smoothed probability that nobody speaks.
    private(set) var noise: Float = 0

    init(timeConstantSeconds: Double, stepSeconds: Double, labelCount: Int) {
        weight = timeConstantSeconds > 0 ? Float(1 - exp(-stepSeconds / timeConstantSeconds)) : 1
        value = Posterior(count: labelCount)
    }

    mutating func reset() { steps = 0 }

    mutating func process(_ raw: Posterior, noise rawNoise: Float = 0) {
        steps += 1
        let gain = max(1 / Float(steps), weight)
        noise += gain * (rawNoise - noise)
        for index in 0..<raw.count { value[index] += gain * (raw[index] - value[index]) }
    }
}

/// The label on show: it waits at an onset, and another must be clearly ahead for a while to replace it.
///
/// While the network hears noise rather than a voice there is none.
struct LabelDecision: Sendable {
    private let waitSteps: Int
    private let switchSteps: Int
    private let margin: Float
    private let noiseGate: Float
    private var steps = 0
    private var challenger = 0
    private var stepsAhead = 0
    /// The label on show; nil while undecided.
    private(set) var label: Int?

    init(options: DecisionOptions, stepSeconds: Double) {
        waitSteps = Int((options.decideAfterSeconds / stepSeconds).rounded())
        switchSteps = max(1, Int((options.switchSeconds / stepSeconds).rounded()))
        margin = Float(options.switchMargin)
        noiseGate = Float(options.noiseGate)
    }

    mutating func reset() {
        steps = 0
        stepsAhead = 0
        label = nil
    }

    mutating func process(_ smoothed: Posterior, noise: Float = 0) {
        steps += 1
        guard noise <= noiseGate else {
            label = nil
            stepsAhead = 0
            return
        }
        guard steps >= waitSteps else { return }
        let best = smoothed.argmax
        guard let shown = label else {
            label = best
            return
        }
        guard best != shown, smoothed[best] - smoothed[shown] >= margin else {
            stepsAhead = 0
            return
        }
        stepsAhead = best == challenger ? stepsAhead + 1 : 1
        challenger = best
        if stepsAhead >= switchSteps {
            label = best
            stepsAhead = 0
        }
    }
}
