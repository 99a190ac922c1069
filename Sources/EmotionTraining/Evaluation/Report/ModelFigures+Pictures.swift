internal import Plotting

/// A picture of a report and the file that it goes into.
struct ReportPicture {
    let file: String
    let caption: String
    let picture: Picture
}

extension ModelFigures {
    /// The pictures of one model: confusions, reliability, risk and coverage, UAR against seconds heard and,
    /// where its log is at hand, the training.
    ///
    /// - Parameters:
    ///   - procedure: How it was judged.
    ///   - metrics: The epochs of its training.
    ///   - prefix: What every file's name begins with.
    func pictures(
        _ procedure: EvaluationReport.Procedure, metrics: TrainingMetrics?, prefix: String
    ) -> [ReportPicture] {
        let place = "\(procedure.split) speakers" + (procedure.isLeaky ? ", leaky split" : "")
        var pictures = [
            confusionPicture(
                "all corpora, \(place)", overall.confusion, procedure.labels, overall.uar,
                prefix + "confusion.png")
        ]
        pictures += corpora.map { corpus in
            confusionPicture(
                "\(corpus.corpus), \(place)", corpus.confusion, procedure.labels, corpus.uar,
                "\(prefix)confusion-\(corpus.corpus).png")
        }
        if let calibration = overall.calibration {
            pictures.append(reliabilityPicture(calibration, place, prefix))
        }
        pictures.append(riskPicture(place, prefix))
        pictures.append(secondsPicture(place, prefix, labelCount: procedure.labels.count))
        if let metrics {
            let curves = ReportPictures.trainingCurves(title: "Training", subtitle: path, metrics: metrics)
            pictures.append(
                ReportPicture(file: prefix + "training.png", caption: "Training curves", picture: curves))
        }
        return pictures
    }

    private func confusionPicture(
        _ title: String, _ counts: [[Int]], _ labels: [String], _ uar: Figure, _ file: String
    ) -> ReportPicture {
        let picture = ReportPictures.confusion(
            title: "Confusions: " + title, subtitle: "UAR " + uar.text, counts: counts, labels: labels)
        return ReportPicture(file: file, caption: "Confusions: " + title, picture: picture)
    }

    private func reliabilityPicture(
        _ calibration: Calibration, _ place: String, _ prefix: String
    ) -> ReportPicture {
        let picture = ReportPictures.reliability(
            title: "Confidence of utterances, \(place)",
            subtitle: "ECE \(decimal(calibration.ece)); a perfectly calibrated model would show "
                + decimal(calibration.perfectECE),
            confidence: calibration.bins.map { $0.confidence ?? .nan },
            accuracy: calibration.bins.map { $0.accuracy ?? .nan }, counts: calibration.bins.map(\.count))
        return ReportPicture(
            file: prefix + "reliability.png", caption: "Reliability of utterances, all corpora",
            picture: picture)
    }

    private func riskPicture(_ place: String, _ prefix: String) -> ReportPicture {
        func curve(_ name: String, _ figures: RiskCoverage) -> ReportPictures.Curve {
            .init(name, x: figures.points.map(\.coverage), y: figures.points.map(\.risk))
        }
        let picture = ReportPictures.riskCoverage(
            title: "Wrong labels among the surest clips, \(place)",
            curves: [curve("all", overall.riskCoverage)]
                + corpora.map { curve($0.corpus, $0.riskCoverage) })
        return ReportPicture(
            file: prefix + "risk-coverage.png", caption: "Risk against coverage", picture: picture)
    }

    private func secondsPicture(_ place: String, _ prefix: String, labelCount: Int) -> ReportPicture {
        func curve(_ name: String, _ value: (ByCorpus) -> Double?) -> ReportPictures.Curve {
            let known = stream.early.filter { value($0.uar) != nil }
            return .init(name, x: known.map(\.seconds), y: known.map { value($0.uar) ?? .nan })
        }
        let picture = ReportPictures.uarAgainstSeconds(
            title: "Recall after so many seconds of speech, \(place)",
            subtitle:
                "shorter speech is left out, and a corpus with fewer than \(EarlyRecall.leastClips) clips of it: \(stream.early.map { "\($0.uar.clips)" }.joined(separator: ", ")) "
                + "clips",
            curves: [curve("mean of corpora", \.overall)]
                + overall.corpora.map { corpus in curve(corpus) { $0.corpora[corpus] } },
            chance: 1 / Double(max(labelCount, 1)))
        return ReportPicture(
            file: prefix + "uar-seconds.png", caption: "UAR against seconds heard", picture: picture)
    }
}
