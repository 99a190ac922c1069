extension ModelFigures {
    /// Everything about one model.
    func write(to document: inout MarkdownDocument, labels: [String]) {
        document.paragraph("`\(path)`: \(parameters) numbers, SHA-256 `\(sha256)`.")
        clipLabels(&document)
        speakers(&document)
        calibration(&document)
        streams(&document)
        if let further { further.write(to: &document, corpora: overall.corpora) }
        confusions(&document, labels)
        riskCoverage(&document)
    }

    private func clipLabels(_ document: inout MarkdownDocument) {
        var rows = corpora.map { corpus in
            [
                corpus.corpus + (corpus.intervalsOverSpeakers ? " (S)" : " (C)"), "\(corpus.clips)",
                "\(corpus.speakers)", corpus.uar.text, corpus.accuracy.text, corpus.macroF1.text,
                decimal(corpus.answered), corpus.detectorOffUAR.text,
            ]
        }
        rows.append([
            "mean of corpora", "\(overall.clips)", "", overall.uar.text, overall.accuracy.text,
            overall.macroF1.text, "", overall.detectorOffUAR.text,
        ])
        document.heading("Clip labels")
        document.table(
            [
                "corpus", "clips", "speakers", "UAR", "accuracy", "macro-F1", "with an utterance",
                "UAR, detector off",
            ], rows)
    }

    private func speakers(_ document: inout MarkdownDocument) {
        document.heading("Speakers")
        let bySex = corpora.flatMap { corpus in
            corpus.bySex.map { [corpus.corpus, $0.name, "\($0.clips)", $0.uar.text] }
        }
        document.table(["corpus", "sex", "clips", "UAR"], bySex)
        let listed = corpora.flatMap { corpus -> [[String]] in
            // Many speakers are summed up by their worst; of few, each is printed.
            let worst = corpus.worstSpeaker.map { [$0] } ?? []
            return (corpus.intervalsOverSpeakers ? worst : corpus.bySpeaker).map { speaker in
                let isWorst = speaker.name == corpus.worstSpeaker?.name && corpus.speakers > 1
                return [
                    corpus.corpus, speaker.name + (isWorst ? " (the worst)" : ""), "\(speaker.clips)",
                    speaker.uar.text,
                ]
            }
        }
        document.table(["corpus", "speaker", "clips", "UAR"], listed)
    }

    private func calibration(_ document: inout MarkdownDocument) {
        func row(_ name: String, _ calibration: Calibration?) -> [String] {
            [
                name, "\(calibration?.count ?? 0)", decimal(calibration?.ece),
                decimal(calibration?.perfectECE), decimal(calibration?.nll), decimal(calibration?.brier),
            ]
        }
        document.heading("Confidence")
        document.paragraph(
            "ECE over \(Calibration.binCount) equal bins; beside it what a perfectly calibrated model would show "
                + "with as many predictions.")
        document.table(
            ["`utterance.confidence`", "utterances", "ECE", "perfect", "NLL", "Brier"],
            [row("all", overall.calibration)] + corpora.map { row($0.corpus, $0.calibration) })
        document.table(
            ["`estimate.confidence` 1 s after onset", "clips", "ECE", "perfect", "NLL", "Brier"],
            [row("all", overall.earlyCalibration)] + corpora.map { row($0.corpus, $0.earlyCalibration) })
    }

    private func streams(_ document: inout MarkdownDocument) {
        document.heading("As a stream")
        document.table(
            ["UAR after", "clips", "show a label"] + overall.corpora + ["mean of corpora"],
            stream.early.map { early in
                ["\(shortDecimal(early.seconds)) s", "\(early.uar.clips)", decimal(early.shownShare)]
                    + overall.corpora.map { decimal(early.uar.corpora[$0]) } + [decimal(early.uar.overall)]
            })
        func row(_ name: String, _ shown: ShownLabels) -> [String] {
            [
                name, decimal(shown.changesPerSecond), decimal(shown.coverage), decimal(shown.stableShare),
                decimal(shown.medianSecondsToStable, places: 2),
            ]
        }
        document.table(
            [
                "", "label changes per second of speech", "coverage",
                "clips that come to a stable right label",
                "median seconds to it",
            ],
            [row("all", stream.shown)]
                + overall.corpora.compactMap { name in stream.shownByCorpus[name].map { row(name, $0) } })
    }

    private func confusions(_ document: inout MarkdownDocument, _ labels: [String]) {
        document.heading("Confusions")
        document.paragraph("The actor's intent (rows) against the clip label (columns), in clips.")
        for corpus in corpora {
            document.table(
                [corpus.corpus] + labels + ["none"],
                zip(labels, corpus.confusion).map { label, row in [label] + row.map(String.init) })
        }
    }

    private func riskCoverage(_ document: inout MarkdownDocument) {
        document.heading("Risk and coverage")
        document.paragraph(
            "Share of wrong labels when only the surest clips are answered; area under the curve "
                + "\(decimal(overall.riskCoverage.area)).")
        let points = overall.riskCoverage.points.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        document.table(
            ["coverage"] + points.map { decimal($0.coverage, places: 2) },
            [["risk"] + points.map { decimal($0.risk) }])
    }
}

extension FurtherFigures {
    /// Silence, noise, changed clips, joined clips.
    func write(to document: inout MarkdownDocument, corpora: [String]) {
        document.heading("Where nobody speaks")
        document.table(
            [
                "", "windows", "shown with any label", "other than neutral",
                "starts of a label other than neutral, per hour",
            ],
            (silence + noise).map { row in
                [
                    row.source, "\(row.windows)", decimal(row.shownShare, places: 4),
                    decimal(row.notNeutralShare, places: 4), decimal(row.eventsPerHour, places: 1),
                ]
            })
        document.heading("Changed clips")
        document.paragraph(
            "UAR of \(changedClips) clips; the points lost against the same clips as they are; the share of clips "
                + "with a label that keep it.")
        func row(_ name: String, _ uar: ByCorpus, _ lost: Double?, _ kept: Double?) -> [String] {
            [name] + corpora.map { decimal(uar.corpora[$0]) }
                + [
                    decimal(uar.overall), lost.map { decimal($0 * 100, places: 1) } ?? "", decimal(kept),
                ]
        }
        document.table(
            ["change"] + corpora + ["mean of corpora", "points lost", "keep their label"],
            [row("none", unchanged, nil, nil)]
                + changes.map { row($0.change, $0.uar, $0.lost, $0.kept) })
        document.heading("Changes of emotion")
        document.paragraph(
            "\(splices.streams) streams that change from one emotion to another in one speaker's speech, of clips "
                + "that are labelled rightly by themselves: \(decimal(splices.detected * 100, places: 1)) % come to show the "
                + "new emotion, after a median of \(decimal(splices.medianDelay, places: 2)) s (slowest tenth: "
                + "\(decimal(splices.slowestTenthDelay, places: 2)) s).")
    }
}
