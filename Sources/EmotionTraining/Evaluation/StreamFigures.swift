internal import EmotionRecognition

/// A figure for each corpus that has clips for it, and their mean.
public struct ByCorpus: Sendable, Equatable, Encodable {
    /// Values by corpus.
    public let corpora: [String: Double]
    /// Mean over the corpora; nil where none has clips.
    public let overall: Double?
    /// Number of clips.
    public let clips: Int

    /// The UAR of some answers; corpora with fewer than `leastClips` of them say nothing.
    init(uarOf judgements: [Judgement], labelCount: Int, leastClips: Int = 1) {
        let groups = judgements.byCorpus.filter { $0.count >= leastClips }
        let values = groups.map { $0.matrix(labelCount: labelCount).uar }
        corpora = Dictionary(
            uniqueKeysWithValues: zip(groups.map { $0[0].corpus.rawValue }, values))
        overall = values.mean
        clips = groups.reduce(0) { $0 + $1.count }
    }
}

/// UAR of what is shown some seconds after onset.
public struct EarlyRecall: Sendable, Equatable, Encodable {
    /// Seconds of speech heard.
    public let seconds: Double
    /// By the last estimate at or before that time; null is wrong, shorter speech is left out, and so is a corpus
    /// with fewer than ``leastClips`` clips of it.
    public let uar: ByCorpus
    /// Share of those clips that show any label then.
    public let shownShare: Double?

    /// A handful of long clips of one emotion would pass for a corpus.
    public static let leastClips = 30
    /// The times that are reported.
    public static let times = [0.5, 1, 1.5, 2, 3]

    init(_ evaluation: ProgramEvaluation, seconds: Double, leastClips: Int = Self.leastClips) {
        self.seconds = seconds
        let judgements = evaluation.outcomes.compactMap { outcome -> Judgement? in
            guard let speech = outcome.speech, speech.seconds >= seconds else { return nil }
            let shown = outcome.transcript.estimate(at: speech.onset + seconds)?.emotion
            return Judgement(outcome.clip, truth: outcome.truth, answer: shown)
        }
        uar = ByCorpus(
            uarOf: judgements, labelCount: evaluation.labels.count, leastClips: leastClips)
        shownShare = judgements.map { $0.answer == nil ? 0 : 1 }.mean
    }
}

/// What a person who watches the estimates sees of some clips.
public struct ShownLabels: Sendable, Equatable, Encodable {
    /// Clips with speech.
    public let clips: Int
    /// Seconds of speech.
    public let speechSeconds: Double
    /// Changes between two different shown labels, per second of speech.
    public let changesPerSecond: Double
    /// Share of windows inside the speech, from one second after onset, that are shown; nil without any.
    public let coverage: Double?
    /// Share of clips that come to show the right label and show no other until the speech ends.
    public let stableShare: Double
    /// Median seconds from onset to the first window of that, over those clips; nil without any.
    public let medianSecondsToStable: Double?

    init(_ outcomes: [ClipOutcome]) {
        let spoken = outcomes.filter { $0.speech != nil }
        clips = spoken.count
        speechSeconds = spoken.reduce(0) { $0 + ($1.speech?.seconds ?? 0) }
        let changes = spoken.reduce(0) { $0 + $1.transcript.labelChanges }
        changesPerSecond = speechSeconds > 0 ? Double(changes) / speechSeconds : 0
        let windows = spoken.flatMap(\.windowsAfterOneSecond)
        coverage = windows.map { $0.emotion == nil ? 0 : 1 }.mean
        let times = spoken.compactMap(\.secondsToStableLabel)
        stableShare = clips == 0 ? 0 : Double(times.count) / Double(clips)
        medianSecondsToStable = times.median
    }
}

extension StreamTranscript {
    /// Changes between two different shown labels, whatever lies between them.
    var labelChanges: Int {
        let shown = estimates.compactMap(\.emotion)
        return zip(shown, shown.dropFirst()).count { $0 != $1 }
    }
}

extension ClipOutcome {
    /// The windows that end inside the speech and at least one second after onset.
    var windowsAfterOneSecond: [Estimate] {
        guard let speech else { return [] }
        return transcript.estimates.filter {
            $0.end >= speech.onset + 1 - 1e-9 && $0.end <= speech.end + 1e-9
        }
    }

    /// From onset to the end of the first window that shows the right label and after which, until the speech
    /// ends, no other is shown; nil where there is none.
    var secondsToStableLabel: Double? {
        guard let speech else { return nil }
        let shown = transcript.estimates.filter { $0.emotion != nil && $0.end <= speech.end + 1e-9 }
        let stable = shown.reversed().prefix { $0.emotion == truth }
        return stable.last.map { $0.end - speech.onset }
    }
}

/// The clips as streams, from the same run as the clip labels.
public struct StreamFigures: Sendable, Encodable {
    /// UAR against seconds heard.
    public let early: [EarlyRecall]
    /// Over all clips.
    public let shown: ShownLabels
    /// By corpus.
    public let shownByCorpus: [String: ShownLabels]

    init(_ evaluation: ProgramEvaluation) {
        early = EarlyRecall.times.map { EarlyRecall(evaluation, seconds: $0) }
        shown = ShownLabels(evaluation.outcomes)
        shownByCorpus = Dictionary(
            uniqueKeysWithValues: evaluation.corpora.map { corpus in
                (corpus.rawValue, ShownLabels(evaluation.outcomes.filter { $0.clip.corpus == corpus }))
            })
    }
}
