extension EvaluationReport {
    /// What is printed of it: tab-separated lines.
    ///
    /// - Parameter withConfusions: Whether each corpus's confusions are printed too.
    public func summary(withConfusions: Bool = false) -> String {
        var lines = TabbedLines()
        for model in models {
            if models.count > 1 { lines.add("model", model.path) }
            model.summarize(into: &lines)
            if withConfusions { model.printConfusions(into: &lines, labels: procedure.labels) }
        }
        if let baseline { lines.add("linear baseline", "\(baseline.clips)", decimal(baseline.overall)) }
        lines.add("chance", "", decimal(chance))
        for spread in overModels ?? [] {
            let text = "\(decimal(spread.mean)) ± \(decimal(spread.deviation))"
            lines.add("over models: " + spread.figure, "", text)
        }
        for row in difference?.rows ?? [] {
            lines.add("second minus first: " + row.corpus, "", decimal(row.uar.value), text(row.uar.interval))
        }
        for figures in neutralBaselines ?? [] { figures.summarize(into: &lines) }
        return lines.text
    }
}

/// Lines of cells with tabs between.
private struct TabbedLines {
    private(set) var text = ""

    mutating func add(_ cells: String...) { add(cells) }
    mutating func add(_ cells: [String]) { text += cells.joined(separator: "\t") + "\n" }
}

private func text(_ interval: Interval?) -> String {
    interval.map { "\(decimal($0.low))–\(decimal($0.high))" } ?? ""
}

extension ModelFigures {
    fileprivate func summarize(into lines: inout TabbedLines) {
        lines.add(
            "corpus", "clips", "UAR", "95 % interval", "accuracy", "macro-F1", "with utterance",
            "UAR, detector off", "ECE")
        for corpus in corpora {
            lines.add(
                corpus.corpus, "\(corpus.clips)", decimal(corpus.uar.value), text(corpus.uar.interval),
                decimal(corpus.accuracy.value), decimal(corpus.macroF1.value), decimal(corpus.answered),
                decimal(corpus.detectorOffUAR.value), decimal(corpus.calibration?.ece))
        }
        lines.add(
            "mean", "\(overall.clips)", decimal(overall.uar.value), text(overall.uar.interval),
            decimal(overall.accuracy.value), decimal(overall.macroF1.value), "",
            decimal(overall.detectorOffUAR.value), decimal(overall.calibration?.ece))
        for early in stream.early {
            let name = "UAR after \(shortDecimal(early.seconds)) s"
            lines.add(name, "\(early.uar.clips)", decimal(early.uar.overall))
        }
        lines.add("label changes per second", "", decimal(stream.shown.changesPerSecond))
        lines.add("coverage", "", decimal(stream.shown.coverage))
        let seconds = decimal(stream.shown.medianSecondsToStable, places: 2)
        lines.add("median seconds to a stable right label", "", seconds)
        further?.summarize(into: &lines)
    }

    fileprivate func printConfusions(into lines: inout TabbedLines, labels: [String]) {
        for corpus in corpora {
            lines.add("")
            lines.add([corpus.corpus] + labels + ["none"])
            for (label, row) in zip(labels, corpus.confusion) { lines.add([label] + row.map(String.init)) }
        }
        lines.add("")
    }
}

extension FurtherFigures {
    fileprivate func summarize(into lines: inout TabbedLines) {
        for row in silence + noise {
            lines.add(
                row.source + ": windows, shown, other than neutral", "\(row.windows)",
                decimal(row.shownShare, places: 4), decimal(row.notNeutralShare, places: 4))
        }
        for row in changes {
            lines.add(
                row.change + ": clips, UAR, points lost, label kept", "\(row.uar.clips)",
                decimal(row.uar.overall), decimal(row.lost * 100, places: 1), decimal(row.kept))
        }
        lines.add(
            "changes of emotion: streams, detected, median seconds", "\(splices.streams)",
            decimal(splices.detected), decimal(splices.medianDelay, places: 2))
    }
}

extension NeutralBaselineFigures {
    fileprivate func summarize(into lines: inout TabbedLines) {
        lines.add(
            "neutral baseline from \(clipsPerSpeaker) clips", "clips", "UAR without", "UAR with",
            "difference",
            "95 % interval")
        for (row, change) in zip(rows, difference.rows) {
            lines.add(
                row.corpus, "\(row.clips)", decimal(row.without), decimal(row.with),
                decimal(change.uar.value, places: 4), text(change.uar.interval))
        }
    }
}
