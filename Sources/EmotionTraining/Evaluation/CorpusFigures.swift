internal import EmotionRecognition

/// A figure with its interval, where it has one.
public struct Figure: Sendable, Equatable, Encodable {
    /// The figure.
    public var value: Double
    /// 95 % interval.
    public var interval: Interval?
}

/// Recall for some of a corpus's speakers: one, or all of a sex.
public struct GroupFigures: Sendable, Equatable, Encodable {
    /// `f`, `m` or the speaker's name.
    public let name: String
    /// Number of clips.
    public let clips: Int
    /// Unweighted average recall; over clips where there is an interval.
    public let uar: Figure
}

/// What the clip labels of one corpus are worth.
public struct CorpusFigures: Sendable, Encodable {
    /// The corpus.
    public let corpus: String
    /// Number of clips.
    public let clips: Int
    /// Number of speakers.
    public let speakers: Int
    /// Whether intervals are over speakers; otherwise they are over clips and say nothing of other speakers.
    public let intervalsOverSpeakers: Bool
    /// Share of clips with an utterance.
    public let answered: Double
    /// Unweighted average recall.
    public let uar: Figure
    /// Share of clips labelled rightly.
    public let accuracy: Figure
    /// Mean F1 over the labels.
    public let macroF1: Figure
    /// UAR with the detector off.
    public let detectorOffUAR: Figure
    /// Clips by truth (rows, the labels' order) and label (columns, then none).
    public let confusion: [[Int]]
    /// Of `utterance.confidence`; nil without utterances.
    public let calibration: Calibration?
    /// Of `estimate.confidence` one second after onset; nil where nothing is shown there.
    public let earlyCalibration: Calibration?
    /// Of the clip labels.
    public let riskCoverage: RiskCoverage
    /// By sex, where the corpus names it.
    public let bySex: [GroupFigures]
    /// The speaker with the lowest recall.
    public let worstSpeaker: GroupFigures?
    /// Every speaker; with intervals over clips where there are fewer than ten.
    public let bySpeaker: [GroupFigures]

    init(_ corpus: Corpus, _ evaluation: ProgramEvaluation, _ bootstrap: Bootstrap) {
        let outcomes = evaluation.outcomes.filter { $0.clip.corpus == corpus }
        let judgements = outcomes.map { Judgement($0) }
        let labels = evaluation.labels.count
        let matrix = judgements.matrix(labelCount: labels)
        func figure(
            _ judgements: [Judgement], _ score: @Sendable (ConfusionMatrix) -> Double
        ) -> Figure {
            Figure(
                value: score(judgements.matrix(labelCount: labels)),
                interval: bootstrap.interval([judgements], labelCount: labels, score))
        }
        self.corpus = corpus.rawValue
        clips = outcomes.count
        speakers = judgements.bySpeaker.count
        let overSpeakers = ClipResampling(judgements, key: 0).isOverSpeakers
        intervalsOverSpeakers = overSpeakers
        answered = matrix.answered
        uar = figure(judgements) { $0.uar }
        accuracy = figure(judgements) { $0.accuracy }
        macroF1 = figure(judgements) { $0.macroF1 }
        detectorOffUAR = figure(
            outcomes.map { Judgement($0.clip, truth: $0.truth, answer: $0.detectorOff?.argmax) }
        ) { $0.uar }
        confusion = matrix.rows
        calibration = Calibration(outcomes.flatMap(\.utterancePredictions), bootstrap)
        earlyCalibration = Calibration(outcomes.compactMap(\.earlyPrediction), bootstrap)
        riskCoverage = RiskCoverage(outcomes.map { ($0.confidence, $0.isRight) })
        bySex = Sex.allCases.compactMap { sex in
            let group = judgements.filter { $0.sex == sex }
            return group.isEmpty
                ? nil : GroupFigures(name: sex.rawValue, clips: group.count, uar: figure(group) { $0.uar })
        }
        bySpeaker = judgements.bySpeaker.map { clips in
            let uar =
                overSpeakers
                ? Figure(value: clips.matrix(labelCount: labels).uar, interval: nil)
                : figure(clips) { $0.uar }
            return GroupFigures(name: clips[0].speaker, clips: clips.count, uar: uar)
        }
        worstSpeaker = bySpeaker.min { $0.uar.value < $1.uar.value }
    }
}

extension ClipOutcome {
    /// Each utterance as a prediction of the clip's emotion.
    var utterancePredictions: [Prediction] {
        transcript.utterances.map { utterance in
            let probabilities = (0..<utterance.posterior.count).map { Double(utterance.posterior[$0]) }
            return Prediction(probabilities: probabilities, said: utterance.emotion, truth: truth)
        }
    }

    /// What is shown one second after onset; nil for shorter speech and while undecided.
    var earlyPrediction: Prediction? {
        guard let speech, speech.seconds >= 1, let estimate = transcript.estimate(at: speech.onset + 1),
            let said = estimate.emotion, let smoothed = estimate.smoothed
        else { return nil }
        let probabilities = (0..<smoothed.count).map { Double(smoothed[$0]) }
        return Prediction(probabilities: probabilities, said: said, truth: truth)
    }
}
