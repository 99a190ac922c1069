internal import EmotionModel
private import Glibc
internal import SpeechFeatures

/// The network's run over one utterance: cepstra in, calibrated posteriors and their mean out.
///
/// The mean goes as far as the last step with speech, so the hangover does not dilute it. Everything here
/// begins afresh with each utterance.
struct UtteranceClassifier: Sendable {
    private let network: EmotionNetwork
    private let inverseTemperature: Float
    private var assembler: StepAssembler
    private var state: NetworkState
    private var sum: Posterior
    private var steps: Float = 0
    private var mean: Posterior
    private var hasMean = false

    /// The calibrated softmax of the last step.
    private(set) var raw: Posterior

    init(model: SpeechEmotionModel) {
        network = model.network
        inverseTemperature = Float(1 / model.decision.temperature)
        assembler = model.makeStepAssembler()
        state = NetworkState(options: model.network.options)
        raw = Posterior(count: model.labels.count)
        sum = raw
        mean = raw
    }

    mutating func reset() {
        assembler.reset()
        state.reset()
        for index in 0..<sum.count { sum[index] = 0 }
        steps = 0
        hasMean = false
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

    /// The steps so far belong to speech: the utterance's mean goes as far as here.
    mutating func commit() {
        guard steps > 0 else { return }
        for index in 0..<sum.count { mean[index] = sum[index] / steps }
        hasMean = true
    }

    /// The mean of the posteriors up to the last step with speech; nil where there was none.
    var utterancePosterior: Posterior? { hasMean ? mean : nil }

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
