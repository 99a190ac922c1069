internal import EmotionRecognition

/// The mean over corpora, and what is pooled over all clips.
public struct OverallFigures: Sendable, Encodable {
    /// The corpora in the mean.
    public let corpora: [String]
    /// Number of clips.
    public let clips: Int
    /// Mean UAR.
    public let uar: Figure
    /// Mean accuracy.
    public let accuracy: Figure
    /// Mean macro-F1.
    public let macroF1: Figure
    /// Mean UAR with the detector off.
    public let detectorOffUAR: Figure
    /// All clips together, truth by label, then none.
    public let confusion: [[Int]]
    /// Of every utterance.
    public let calibration: Calibration?
    /// Of every estimate one second after onset.
    public let earlyCalibration: Calibration?
    /// Of all clips together.
    public let riskCoverage: RiskCoverage

    init(_ evaluation: ProgramEvaluation, _ bootstrap: Bootstrap) {
        let labels = evaluation.labels.count
        let outcomes = evaluation.outcomes
        let judgements = outcomes.map { Judgement($0) }
        func mean(
            _ judgements: [Judgement], _ score: @Sendable (ConfusionMatrix) -> Double
        ) -> Figure {
            let groups = judgements.byCorpus
            return Figure(
                value: groups.map { score($0.matrix(labelCount: labels)) }.mean ?? 0,
                interval: bootstrap.interval(groups, labelCount: labels, score))
        }
        corpora = evaluation.corpora.map(\.rawValue)
        clips = outcomes.count
        uar = mean(judgements) { $0.uar }
        accuracy = mean(judgements) { $0.accuracy }
        macroF1 = mean(judgements) { $0.macroF1 }
        detectorOffUAR = mean(
            outcomes.map { Judgement($0.clip, truth: $0.truth, answer: $0.detectorOff?.argmax) }
        ) { $0.uar }
        confusion = judgements.matrix(labelCount: labels).rows
        calibration = Calibration(outcomes.flatMap(\.utterancePredictions), bootstrap)
        earlyCalibration = Calibration(outcomes.compactMap(\.earlyPrediction), bootstrap)
        riskCoverage = RiskCoverage(outcomes.map { ($0.confidence, $0.isRight) })
    }
}
