internal import EmotionModel
private import Glibc
internal import SpeechFeatures

/// The networks' run over one utterance: frames in, calibrated posteriors and their mean out.
///
/// The mean takes every step, those of the hangover too: what the network thinks after the last word counts
/// for more, not less (on the development speakers 0.58 UAR against 0.55 without). Everything here begins
/// afresh with each utterance.
struct UtteranceClassifier: Sendable {
    private let networks: [PreparedNetwork]
    private let inverseTemperature: Float
    /// What a profile adds to each log posterior; zeros leave every bit as it is.
    private let bias: Posterior
    private var assembler: StepAssembler
    private var states: [NetworkState]
    private var sum: Posterior
    private var noiseSum: Float = 0
    private var steps: Float = 0

    /// The calibrated softmax of the last step, averaged over the networks.
    private(set) var raw: Posterior
    /// How probable the networks think it that nobody speaks, at the last step; 0 without such an output.
    private(set) var noise: Float = 0

    init(model: SpeechEmotionModel) {
        networks = model.networks.map(\.prepared)
        inverseTemperature = Float(1 / model.decision.temperature)
        bias =
            model.labelBias.isEmpty ? Posterior(count: model.labels.count) : Posterior(model.labelBias)
        assembler = model.makeStepAssembler()
        states = model.networks.map { NetworkState(options: $0.options) }
        raw = Posterior(count: model.labels.count)
        sum = raw
    }

    mutating func reset() {
        assembler.reset()
        for index in states.indices { states[index].reset() }
        for index in 0..<sum.count { sum[index] = 0 }
        noiseSum = 0
        steps = 0
    }

    /// Takes one frame's ``Frame/measures``.
    ///
    /// - Returns: true when a step is due: the networks' own, or those of a batch, then ``finishStep()``.
    mutating func append(_ measures: [Float]) -> Bool { assembler.append(measures) }

    /// The networks' step.
    mutating func stepNetworks() {
        for index in networks.indices { networks[index].step(assembler.step, state: &states[index]) }
    }

    /// The number of networks.
    var networkCount: Int { networks.count }

    /// What a batch steps in place of this: the step, and the state of network `index`.
    mutating func withNetwork(_ index: Int, _ body: (_ step: [Float], inout NetworkState) -> Void) {
        body(assembler.step, &states[index])
    }

    /// The networks have made their step: `raw` is new.
    mutating func finishStep() {
        for index in 0..<raw.count { raw[index] = 0 }
        noise = 0
        for index in states.indices { addPosterior(states[index].logits) }
        for index in 0..<sum.count { sum[index] += raw[index] }
        noiseSum += noise
        steps += 1
    }

    /// The mean of the posteriors so far; nil before the first step.
    var utterancePosterior: Posterior? {
        guard steps > 0 else { return nil }
        var mean = sum
        for index in 0..<mean.count { mean[index] /= steps }
        return mean
    }

    /// The largest Euclidean norm of a network's cell state.
    var stateNorm: Float {
        var largest: Float = 0
        for index in states.indices { largest = max(largest, states[index].lstm.cellNorm) }
        return largest
    }

    /// The mean of `noise` so far.
    var utteranceNoise: Float { noiseSum / max(steps, 1) }

    /// raw += softmax(emotions' logits / temperature + bias) / networks; noise likewise, uncalibrated.
    private mutating func addPosterior(_ logits: [Float]) {
        let count = raw.count
        var largest = -Float.infinity
        for index in 0..<count { largest = max(largest, logits[index]) }
        var (total, plain): (Float, Float) = (0, 0)
        for index in 0..<count {
            total += expf((logits[index] - largest) * inverseTemperature + bias[index])
            plain += expf(logits[index] - largest)
        }
        let share = 1 / Float(networks.count)
        for index in 0..<count {
            raw[index] +=
                share * expf((logits[index] - largest) * inverseTemperature + bias[index]) / total
        }
        guard logits.count > count else { return }
        // The emotions' share of probability against the last output's.
        noise += share / (1 + plain * expf(largest - logits[count]))
    }
}
