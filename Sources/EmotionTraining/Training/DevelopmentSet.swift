internal import EmotionModel
internal import EmotionRecognition
internal import SpeechFeatures

/// The development speakers' clips as the monitor would cut them, and what a network makes of them.
struct DevelopmentSet: Sendable {
    /// One clip: its label and which sequences are its utterances.
    private struct Entry: Sendable {
        let corpus: Corpus
        let label: Int
        let sequences: Range<Int>
    }

    private let entries: [Entry]
    private let sequences: [StepSequence]
    private let labelCount: Int

    init(
        library: ClipLibrary, labels: [Emotion], features: FeatureOptions, decision: DecisionOptions,
        normalizer: CepstralNormalizer
    ) {
        let cutter = library.cutter(UtteranceCutter(features: features, decision: decision))
        let builder = StepBuilder(features: features, normalizer: normalizer)
        let cut = library.clips.indices.map { $0 }.concurrentMap { index in
            library.utterances(at: index, cutter).found.map { builder.sequence(of: $0) }
                .filter { $0.count > 0 }
        }
        var entries: [Entry] = []
        var sequences: [StepSequence] = []
        for (clip, found) in zip(library.clips, cut) {
            let range = sequences.count..<sequences.count + found.count
            entries.append(
                Entry(corpus: clip.corpus, label: labels.firstIndex(of: clip.emotion) ?? 0, sequences: range))
            sequences += found
        }
        self.entries = entries
        self.sequences = sequences
        labelCount = labels.count
    }

    /// What some networks say of every step of every utterance, `[networks][utterances][steps · outputs]`.
    struct Logits: Sendable {
        let values: [[[Float]]]
        let outputCount: Int
    }

    /// Logits of networks with the same outputs, through the workers of each.
    func logits(_ workers: [GradientWorkers], networks: [EmotionNetwork]) -> Logits {
        Logits(
            values: zip(workers, networks).map { $0.logits(of: sequences, parameters: $1.parameters) },
            outputCount: networks[0].options.outputCount)
    }

    /// Recalls from the clips' labels: argmax of the utterances' mean posteriors, weighted by duration.
    func score(_ logits: Logits) -> ConfusionTable {
        var table = ConfusionTable(labelCount: labelCount)
        for entry in entries {
            var sum = [Double](repeating: 0, count: labelCount)
            for sequence in entry.sequences {
                let mean = meanPosterior(logits, sequence, temperature: 1)
                for index in sum.indices { sum[index] += mean[index] * Double(sequences[sequence].count) }
            }
            let best = sum.indices.max { sum[$0] < sum[$1] }
            table.add(corpus: entry.corpus, truth: entry.label, answer: entry.sequences.isEmpty ? nil : best)
        }
        return table
    }

    /// The temperature that makes the utterances' posteriors most probable.
    ///
    /// Guo et al. 2017.
    func fitTemperature(_ logits: Logits) -> Double {
        // Golden-section search over ln T: the loss has one minimum there.
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (logarithm(0.3), logarithm(4))
        while high - low > 1e-3 {
            let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
            if loss(logits, exponential(left)) < loss(logits, exponential(right)) {
                high = right
            } else {
                low = left
            }
        }
        return exponential((low + high) / 2)
    }

    /// Mean negative log-likelihood of the utterances' posteriors.
    private func loss(_ logits: Logits, _ temperature: Double) -> Double {
        var sum = 0.0
        for entry in entries {
            for sequence in entry.sequences {
                let mean = meanPosterior(logits, sequence, temperature: temperature)
                sum -= logarithm(max(mean[entry.label], 1e-12))
            }
        }
        return sum / Double(max(sequences.count, 1))
    }

    /// The mean over networks and steps of softmax(emotions' logits / temperature) for one utterance.
    private func meanPosterior(_ logits: Logits, _ sequence: Int, temperature: Double) -> [Double] {
        var sum = [Double](repeating: 0, count: labelCount)
        var steps = 0
        for network in logits.values {
            let values = network[sequence]
            for start in stride(from: 0, to: values.count, by: logits.outputCount) {
                let row = values[start..<start + labelCount]
                let largest = Double(row.max() ?? 0)
                let powers = row.map { exponential((Double($0) - largest) / temperature) }
                let total = powers.reduce(0, +)
                for (index, power) in powers.enumerated() { sum[index] += power / total }
                steps += 1
            }
        }
        return sum.map { $0 / Double(max(steps, 1)) }
    }
}
