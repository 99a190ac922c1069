private import Glibc

/// How a model hears neutral speech, of one speaker or of many: what it takes the voice for beside neutral.
///
/// Some voices sound sad to it, some angry, whatever they say. A part of that lean, measured against other people's
/// neutral voices (``SpeechEmotionModel/neutralReference``), is taken back from the log posteriors:
///
///     β_i = −λ·((m_i − r_i) − mean over the labels but neutral of (m_j − r_j)),   β_neutral = 0
///
/// with the speaker's mean log posterior m, and r that of many speakers. Neutral itself keeps its share: how much of
/// it a few clips have says little. λ was chosen on the development speakers, with three clips each drawn many times:
/// 0.2 gains half of what 0.4 to 0.6 do, and more gains less. The speaker's cepstral mean as the normaliser's prior
/// does harm.
public struct NeutralBaseline: Sendable, Equatable {
    /// λ: how much of the lean is taken back.
    static let share = 0.4
    /// Probabilities below this are no measurement.
    static let leastProbability = 0.001
    /// The largest correction of a log posterior.
    static let largestBias = 1.0
    /// The label that a lean is not measured of.
    static let neutralLabel = "neutral"

    /// The model's labels.
    public let labels: [String]
    /// m, or r: the mean of the log posteriors, `[labels]`.
    public let logPosterior: [Double]

    /// What a mean log posterior can be, with room for rounding.
    static let range = log(leastProbability) - 1e-3...0

    /// A baseline of given values; nil where they are no log posteriors of these labels.
    public init?(labels: [String], logPosterior: [Double]) {
        guard !labels.isEmpty, labels.count == logPosterior.count,
            logPosterior.allSatisfy({ Self.range.contains($0) })
        else { return nil }
        self.labels = labels
        self.logPosterior = logPosterior
    }

    /// The baseline of utterances that were spoken neutrally, weighted by their durations.
    ///
    /// - Returns: nil where there are none.
    public init?(of utterances: [Utterance], labels: [String]) {
        let seconds = utterances.reduce(0) { $0 + $1.end - $1.start }
        guard seconds > 0, utterances.allSatisfy({ $0.posterior.count == labels.count }) else { return nil }
        self.init(
            labels: labels,
            logPosterior: labels.indices.map { label in
                utterances.reduce(0) { sum, utterance in
                    let probability = max(Double(utterance.posterior[label]), Self.leastProbability)
                    return sum + log(min(probability, 1)) * (utterance.end - utterance.start)
                } / seconds
            })
    }

    /// The mean of others, each counting as much as another.
    ///
    /// - Returns: nil where there are none, or their labels differ.
    public init?(meanOf baselines: [NeutralBaseline]) {
        guard let labels = baselines.first?.labels, baselines.allSatisfy({ $0.labels == labels }) else {
            return nil
        }
        self.init(
            labels: labels,
            logPosterior: labels.indices.map { label in
                baselines.reduce(0) { $0 + $1.logPosterior[label] } / Double(baselines.count)
            })
    }

    /// β: what is added to each log posterior, `[labels]`; 0 for neutral.
    ///
    /// - Parameter reference: r, of the same labels.
    public func labelBias(against reference: NeutralBaseline) -> [Float] {
        precondition(reference.labels == labels)
        let leans = labels.indices.map { label in
            labels[label] == Self.neutralLabel ? nil : logPosterior[label] - reference.logPosterior[label]
        }
        let known = leans.compactMap(\.self)
        guard !known.isEmpty else { return labels.map { _ in 0 } }
        let mean = known.reduce(0, +) / Double(known.count)
        return leans.map { lean in
            guard let lean else { return 0 }
            return Float(min(Self.largestBias, max(-Self.largestBias, -Self.share * (lean - mean))))
        }
    }
}
