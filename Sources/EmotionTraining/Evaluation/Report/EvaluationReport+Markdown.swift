extension EvaluationReport {
    /// The report for a person.
    ///
    /// - Parameter pictures: the pictures of each model, in order; a model without has none.
    /// - Returns: Markdown; the same figures always give the same text.
    public func markdown(pictures: [[ReportImage]] = []) -> String {
        var document = MarkdownDocument()
        document.heading("Evaluation on the \(procedure.split) speakers", level: 1)
        document.paragraph(leakWarning + methodText)
        summary(&document)
        if let overModels { spreads(overModels, &document) }
        if let difference { differences(difference, &document) }
        for figures in neutralBaselines ?? [] { neutralBaseline(figures, &document) }
        for (index, model) in models.enumerated() {
            if models.count > 1 { document.heading("Model \(index + 1): \(model.path)", level: 1) }
            model.write(to: &document, labels: procedure.labels)
            let images = pictures.indices.contains(index) ? pictures[index] : []
            if !images.isEmpty { document.heading("Pictures") }
            for image in images { document.image(image.path, image.caption) }
        }
        others(&document)
        return document.text
    }

    private var leakWarning: String {
        procedure.isLeaky
            ? "**Leaky split: the same voices were, or may have been, trained on. No figure here says anything "
                + "of a new voice.**\n\n" : ""
    }

    private var methodText: String {
        let subset =
            procedure.subset.map { "at most \($0) clips of each corpus, drawn by emotion" } ?? "all clips"
        let folds = procedure.noiseFolds.map(String.init).joined(separator: ", ")
        return """
            Protocol `\(procedure.protocolName)`, manifest SHA-256 `\(procedure.manifestSHA256)`, seed \
            \(procedure.seed). Every figure is the program's: untrimmed clips through the recogniser with the \
            model's own decision parameters, an estimate every \(shortDecimal(procedure.hopSeconds * 1000)) ms. \
            The clip label is the argmax of the clip's utterances' posteriors, weighted by duration; a clip without an utterance \
            counts as wrong. UAR is the mean recall over the labels (\(procedure.labels.joined(separator: ", "))). \
            In brackets: 95 % intervals by bootstrap (\(procedure.bootstrapDraws) draws), over speakers from \
            ten speakers up (marked S), otherwise over clips, stratified by speaker and emotion (marked C): the \
            latter say nothing of other speakers. Rows of changed clips: \(subset)\
            \(folds.isEmpty ? "" : "; recorded noise of fold \(folds)").
            """
    }

    /// Every model beside chance, the baseline and listeners.
    private func summary(_ document: inout MarkdownDocument) {
        let corpora = models.first?.overall.corpora ?? []
        func row(_ name: String, _ values: [Double?], _ mean: Double?) -> [String] {
            [name] + values.map { decimal($0) } + [decimal(mean)]
        }
        var rows = [row("chance", corpora.map { _ in chance }, chance)]
        if let baseline {
            rows.append(
                row(
                    "linear baseline: logistic regression on mean and deviation of each MFCC",
                    corpora.map { baseline.corpora[$0] }, baseline.overall))
        }
        for model in models {
            rows.append(row(model.path, model.corpora.map { $0.uar.value }, model.overall.uar.value))
        }
        rows.append(
            row(
                "listeners, audio alone (CREMA-D: plurality of nine; RAVDESS eight, SAVEE and TESS seven labels)",
                corpora.map { PublishedFigure.listeners[$0] }, nil))
        document.heading("UAR of the clip label")
        document.table([""] + corpora + ["mean of corpora"], rows)
    }

    private func spreads(_ spreads: [Spread], _ document: inout MarkdownDocument) {
        document.heading("Over \(models.count) models")
        document.table(
            ["figure", "mean ± standard deviation"],
            spreads.map { [$0.figure, "\(decimal($0.mean)) ± \(decimal($0.deviation))"] })
    }

    private func differences(_ difference: ModelDifference, _ document: inout MarkdownDocument) {
        document.heading("Second model minus first")
        document.paragraph("Bootstrapped in pairs: the same clips are drawn for both.")
        document.table(
            ["corpus", "difference of UAR", "draws in which the second is no better"],
            difference.rows.map { [$0.corpus, $0.uar.text, decimal($0.shareNotBetter)] })
    }

    private func neutralBaseline(_ figures: NeutralBaselineFigures, _ document: inout MarkdownDocument) {
        document.heading("With each speaker's own neutral baseline")
        document.paragraph(
            "\(figures.clipsPerSpeaker) neutral clips of each speaker give the baseline, as a profile does, and are "
                + "left out; the others are run with and without it, in pairs. Means of \(figures.draws) draws of "
                + "these clips; the intervals are those of a single draw.")
        document.table(
            ["corpus", "clips", "UAR without", "UAR with", "difference"],
            zip(figures.rows, figures.difference.rows).map { row, change in
                [row.corpus, "\(row.clips)", decimal(row.without), decimal(row.with), change.uar.text]
            })
    }

    private func others(_ document: inout MarkdownDocument) {
        document.heading("Published figures")
        document.paragraph("UAR in percent unless noted; other label sets and splits than ours.")
        document.table(
            ["", "parameters", "corpus, protocol", "figure", "source"],
            published.map { [$0.system, $0.parameters, $0.protocolName, $0.figure, $0.source] })
    }
}

/// A picture of a report.
public struct ReportImage: Sendable, Equatable {
    /// The file, relative to the report.
    public let path: String
    /// What it shows.
    public let caption: String

    /// A picture at `path`.
    public init(path: String, caption: String) {
        self.path = path
        self.caption = caption
    }
}
