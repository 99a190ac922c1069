internal import EmotionModel
private import Glibc
internal import SpeechFeatures

/// The network's run over one utterance: cepstra in, calibrated posteriors and their mean out.
///
/// The mean takes every step, those of the hangover too: what the network thinks after the last word counts
/// for more, not less (on the development speakers 0.58 UAR against 0.55 without). Everything here begins
/// afresh with each utterance.
struct UtteranceClassifier: Sendable {
    private let network: EmotionNetwork
    private let inverseTemperature: Float
    private var assembler: StepAssembler
    private var state: NetworkState
    private var sum: Posterior
    private var steps: Float = 0

    /// The calibrated softmax of the last step.
    private(set) var raw: Posterior

    init(model: SpeechEmotionModel) {
        network = model.network
        inverseTemperature = Float(1 / model.decision.temperature)
        assembler = model.makeStepAssembler()
        state = NetworkState(options: model.network.options)
        raw = Posterior(count: model.labels.count)
        sum = raw
    }

    mutating func reset() {
        assembler.reset()
        state.reset()
        for index in 0..<sum.count { sum[index] = 0 }
        steps = 0
    }

    /// Takes one frame's cepstra.
    ///
    /// - Returns: true when a step was made and `raw` is new.
    mutating func process(_ cepstra: [Float]) -> Bool {
        guard assembler.append(cepstra) else { return false }
        network.step(assembler.step, state: &state)
        softmax()
        for index in 0..<sum.count { sum[index] += raw[index] }
        steps += 1
        return true
    }

    /// The mean of the posteriors so far; nil before the first step.
    var utterancePosterior: Posterior? {
        guard steps > 0 else { return nil }
        var mean = sum
        for index in 0..<mean.count { mean[index] /= steps }
        return mean
    }

    /// raw = softmax(logits / temperature).
    private mutating func softmax() {
        var largest = -Float.infinity
        for index in 0..<raw.count { largest = max(largest, state.logits[index]) }
        var total: Float = 0
        for index in 0..<raw.count {
            raw[index] = expf((state.logits[index] - largest) * inverseTemperature)
            total += raw[index]
        }
        for index in 0..<raw.count { raw[index] /= total }
    }
}
