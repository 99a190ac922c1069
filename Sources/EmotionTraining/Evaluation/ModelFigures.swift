internal import EmotionModel
internal import EmotionRecognition

/// Everything that was found out about one model.
public struct ModelFigures: Sendable, Encodable {
    /// The file's path, as it was given.
    public let path: String
    /// SHA-256 of the file.
    public let sha256: String
    /// Numbers in the model file.
    public let parameters: Int
    /// What the model file says of itself: labels, features, network, decision parameters, recipe.
    public let metadata: [String: String]
    /// Of each corpus, in the corpora's order.
    public let corpora: [CorpusFigures]
    /// The mean over corpora.
    public let overall: OverallFigures
    /// The clips as streams.
    public let stream: StreamFigures
    /// What only further runs can say; nil where they were left out.
    public let further: FurtherFigures?

    init(
        path: String, model: SpeechEmotionModel, evaluation: ProgramEvaluation, further: FurtherFigures?,
        bootstrap: Bootstrap
    ) {
        self.path = path
        sha256 = model.sha256
        let file = model.file
        parameters = file.tensors.reduce(0) { $0 + $1.values.count }
        metadata = file.metadata
        corpora = evaluation.corpora.map { CorpusFigures($0, evaluation, bootstrap) }
        overall = OverallFigures(evaluation, bootstrap)
        stream = StreamFigures(evaluation)
        self.further = further
    }

    /// What the model file says of features, network and training, but for the seed: models that agree in it
    /// differ by chance.
    var recipe: [String: String] {
        metadata.filter { key, _ in
            key != "training.seed"
                && ["features.", "network.", "training.", "normalizer."].contains { key.hasPrefix($0) }
        }
    }
}

/// What only further runs can say: sound without speech, changed clips, joined clips.
public struct FurtherFigures: Sendable, Encodable {
    /// Ten minutes of each silence.
    public let silence: [FalseEmotions]
    /// Recorded noise, voices apart; empty without recordings.
    public let noise: [FalseEmotions]
    /// Clips in the rows of changed clips.
    public let changedClips: Int
    /// UAR of those clips as they are.
    public let unchanged: ByCorpus
    /// What each change costs.
    public let changes: [ChangeFigures]
    /// Changes of emotion within one speaker's speech.
    public let splices: SpliceFigures
}

/// One figure over several models.
public struct Spread: Sendable, Equatable, Encodable {
    /// What the figure is.
    public let figure: String
    /// The mean over the models.
    public let mean: Double
    /// The deviation over the models, n − 1.
    public let deviation: Double

    static func all(_ models: [ModelFigures]) -> [Spread] {
        var spreads: [Spread] = []
        func add(_ name: String, _ value: (ModelFigures) -> Double?) {
            let values = models.compactMap(value)
            guard values.count == models.count, let mean = values.mean, let deviation = values.sampleDeviation
            else { return }
            spreads.append(Spread(figure: name, mean: mean, deviation: deviation))
        }
        add("UAR, mean of corpora") { $0.overall.uar.value }
        for (index, corpus) in (models.first?.corpora ?? []).enumerated() {
            add("UAR, \(corpus.corpus)") { $0.corpora[index].uar.value }
        }
        add("UAR, detector off") { $0.overall.detectorOffUAR.value }
        add("accuracy") { $0.overall.accuracy.value }
        add("macro-F1") { $0.overall.macroF1.value }
        add("ECE of utterances") { $0.overall.calibration?.ece }
        for (index, time) in EarlyRecall.times.enumerated() {
            add("UAR after \(shortDecimal(time)) s") { $0.stream.early[index].uar.overall }
        }
        add("label changes per second") { $0.stream.shown.changesPerSecond }
        add("coverage") { $0.stream.shown.coverage }
        return spreads
    }
}

/// The second model against the first, on the same clips.
public struct ModelDifference: Sendable, Equatable, Encodable {
    /// A difference of UAR, second minus first.
    public struct Row: Sendable, Equatable, Encodable {
        /// The corpus, or `mean of corpora`.
        public let corpus: String
        /// The difference.
        public let uar: Figure
        /// Share of the draws in which the second model is no better.
        public let shareNotBetter: Double
    }

    /// The mean of corpora first, then each corpus.
    public let rows: [Row]

    /// The mean of several differences, row by row; so are the ends of the intervals.
    ///
    /// - Precondition: there is one at least, and all have the same rows.
    init(meanOf differences: [ModelDifference]) {
        rows = differences[0].rows.indices.map { index in
            let some = differences.map { $0.rows[index] }
            let intervals = some.compactMap(\.uar.interval)
            var interval = intervals.first
            interval?.low = intervals.map(\.low).mean ?? 0
            interval?.high = intervals.map(\.high).mean ?? 0
            return Row(
                corpus: some[0].corpus,
                uar: Figure(value: some.map(\.uar.value).mean ?? 0, interval: interval),
                shareNotBetter: some.map(\.shareNotBetter).mean ?? 0)
        }
    }

    /// - Precondition: both judged the same clips in the same order.
    init(_ first: ProgramEvaluation, _ second: ProgramEvaluation, _ bootstrap: Bootstrap) {
        self.init(
            first.outcomes.map { Judgement($0) }, second.outcomes.map { Judgement($0) },
            labelCount: first.labels.count, bootstrap)
    }

    /// - Precondition: both are about the same clips in the same order.
    init(_ first: [Judgement], _ second: [Judgement], labelCount labels: Int, _ bootstrap: Bootstrap) {
        let (left, right) = (first.byCorpus, second.byCorpus)
        func row(_ name: String, _ left: [[Judgement]], _ right: [[Judgement]]) -> Row {
            func mean(_ groups: [[Judgement]]) -> Double {
                groups.map { $0.matrix(labelCount: labels).uar }.mean ?? 0
            }
            let draws = bootstrap.difference(left, right, labelCount: labels) { $0.uar }
            return Row(
                corpus: name, uar: Figure(value: mean(right) - mean(left), interval: Interval(of: draws)),
                shareNotBetter: Double(draws.count { $0 <= 0 }) / Double(max(draws.count, 1)))
        }
        rows =
            [row("mean of corpora", left, right)]
            + zip(left, right).map { row($0[0].corpus.rawValue, [$0], [$1]) }
    }
}
