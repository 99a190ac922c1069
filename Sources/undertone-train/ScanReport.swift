import EmotionTraining

/// What a scan found, as tables for a person: by speaker, by split, and beside what the corpora hold.
struct ScanReport {
    let scan: CorpusScan

    func show() {
        showSpeakers()
        showSplits()
        showCorpora()
        showExclusions()
        if scan.isLeaky {
            print("leaky: the same voices are in training and test; such figures say nothing of new voices\n")
        }
    }

    /// Clips to use by speaker and label, beside the clips found and those that the corpus has.
    private func showSpeakers() {
        var table = TextTable(
            header: ["corpus", "speaker", "split"] + scan.labels.map(\.rawValue) + ["used", "found", "of"])
        let completeness = Dictionary(
            uniqueKeysWithValues: scan.completeness.map { ($0.official.corpus, $0) })
        for corpus in Set(scan.corpora + completeness.keys).sorted() {
            let clips = Dictionary(grouping: scan.clips.filter { $0.corpus == corpus }, by: \.speaker)
            let known = completeness[corpus]
            for speaker in Set(clips.keys).union(known?.official.speakers ?? []).sorted() {
                let clips = clips[speaker] ?? []
                let splits = Set(clips.map(\.split))
                let split = splits.count > 1 ? "leaky" : splits.first?.rawValue ?? "-"
                let counts = scan.labels.map { label in clips.count { $0.emotion == label } }
                table.append(
                    [corpus.rawValue, speaker, split] + (counts + [clips.count]).map(String.init)
                        + [
                            known.map { "\($0.clipCount(speaker: speaker))" } ?? "-",
                            known.map { "\($0.official.clipCount(speaker: speaker))" } ?? "-",
                        ])
            }
        }
        table.show()
    }

    /// Clips to use by corpus, split and label.
    private func showSplits() {
        var table = TextTable(
            header: ["corpus", "split"] + scan.labels.map(\.rawValue) + ["clips", "speakers"])
        for corpus in scan.corpora {
            for split in Split.allCases {
                let counts = scan.labels.map { scan.count(corpus: corpus, split: split, emotion: $0) }
                let speakers = Set(
                    scan.clips.filter { $0.corpus == corpus && $0.split == split }.map(\.speaker))
                let cells = counts + [counts.reduce(0, +), speakers.count]
                table.append([corpus.rawValue, split.rawValue] + cells.map(String.init))
            }
        }
        table.show()
    }

    /// Clips found beside those that each known corpus has, by emotion as recorded.
    private func showCorpora() {
        let completeness = scan.completeness
        if completeness.isEmpty { return }
        var table = TextTable(header: ["found of"] + Emotion.allCases.map(\.rawValue) + ["clips"])
        for corpus in completeness {
            let cells = Emotion.allCases.map { emotion in
                let all = corpus.official.speakers.reduce(0) {
                    $0 + corpus.official.clipCount(speaker: $1, emotion: emotion)
                }
                return all == 0 ? "-" : "\(corpus.clipCount(emotion: emotion))/\(all)"
            }
            table.append(
                [corpus.official.corpus.rawValue] + cells
                    + ["\(corpus.clipCount())/\(corpus.official.clipCount)"])
        }
        table.show()
        for corpus in completeness { print("\(corpus.official.corpus.rawValue): \(corpus.summary)") }
        print()
    }

    /// How many files are left out and why, with the first few that a person should look at.
    private func showExclusions() {
        let shown = 5
        for group in scan.exclusionSummary {
            print("left out\t\(group.files)\t\(group.reason)")
            let examples = scan.excluded(because: group.reason).filter { !$0.reason.isOrdinary }
            for file in examples.prefix(shown) { print("\t\(file.file)\t\(file.reason)") }
            if examples.count > shown { print("\t… and \(examples.count - shown) more: --files names all") }
        }
        print()
    }
}
