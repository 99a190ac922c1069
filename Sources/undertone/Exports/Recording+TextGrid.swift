import EmotionRecognition

extension Recording {
    /// The recording as Praat's TextGrid, in its long text form, UTF-8: what the windows held, the label shown
    /// in them, and the utterances.
    var textGrid: String {
        let tiers: [(name: String, stretches: [Stretch])] = [
            ("state", stretches { $0.state.rawValue }),
            ("shown", stretches { $0.emotion.map { labels[$0] } }),
            (
                "utterances",
                utterances.map { Stretch(start: $0.start, end: $0.end, word: labels[$0.emotion]) }
            ),
        ]
        // An interval has a length, so even a recording that was stopped at once gets one.
        let end = max(seconds, 0.001)
        var text = """
            File type = "ooTextFile"
            Object class = "TextGrid"

            xmin = 0
            xmax = \(rounded(end))
            tiers? <exists>
            size = \(tiers.count)
            item []:

            """
        for (index, tier) in tiers.enumerated() {
            let intervals = Self.tiling(tier.stretches, to: end)
            text += """
                    item [\(index + 1)]:
                        class = "IntervalTier"
                        name = "\(tier.name)"
                        xmin = 0
                        xmax = \(rounded(end))
                        intervals: size = \(intervals.count)

                """
            for (number, interval) in intervals.enumerated() {
                text += """
                            intervals [\(number + 1)]:
                                xmin = \(rounded(interval.start))
                                xmax = \(rounded(interval.end))
                                text = "\(interval.word.replacing("\"", with: "\"\""))"

                    """
            }
        }
        return text
    }

    /// Stretches with empty ones between them, so that all of 0 to `end` is covered and nothing twice.
    static func tiling(_ stretches: [Stretch], to end: Double) -> [Stretch] {
        var tiles: [Stretch] = []
        var reached = 0.0
        for stretch in stretches {
            let (from, to) = (max(stretch.start, reached), min(stretch.end, end))
            // What is shorter than the file's decimals would have no length there.
            guard to - from >= 0.0002 else { continue }
            if from - reached >= 0.0002 {
                tiles.append(Stretch(start: reached, end: from, word: ""))
            } else if let last = tiles.indices.last {
                tiles[last].end = from
            }
            tiles.append(Stretch(start: tiles.last?.end ?? 0, end: to, word: stretch.word))
            reached = to
        }
        if end - reached >= 0.0002 || tiles.isEmpty {
            tiles.append(Stretch(start: reached, end: end, word: ""))
        } else {
            tiles[tiles.count - 1].end = end
        }
        return tiles
    }
}
