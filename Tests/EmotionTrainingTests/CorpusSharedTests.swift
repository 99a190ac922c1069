import Testing

@testable import EmotionTraining

/// The corpora that lie beside the project.
@Suite(.enabled(if: sharedFolder("corpora/crema-d") != nil, "the corpora lie beside the project"))
struct CorpusSharedTests {
    /// Clips by label, in the order of `Emotion.six`.
    static let counts: [(corpus: Corpus, split: Split, labels: [Int])] = [
        (.cremaD, .train, [710, 711, 710, 711, 608, 710]),
        (.cremaD, .dev, [210, 210, 210, 210, 179, 210]),
        (.cremaD, .test, [266, 265, 266, 266, 228, 265]),
        (.ravdess, .train, [112, 112, 112, 111, 168, 112]),
        (.ravdess, .dev, [32, 32, 32, 32, 16, 32]),
        (.ravdess, .test, [32, 32, 32, 32, 16, 32]),
        (.savee, .train, [30, 30, 30, 30, 60, 30]),
        (.savee, .dev, [15, 15, 15, 15, 30, 15]),
        (.savee, .test, [15, 15, 15, 15, 30, 15]),
        (.tess, .train, [100, 100, 100, 100, 100, 100]),
        (.tess, .dev, [0, 0, 0, 0, 0, 0]),
        (.tess, .test, [100, 100, 100, 100, 100, 100]),
    ]

    @Test func countsAreThoseOfTheCorporaAtHand() throws {
        let scan = try CorpusScanner().scan(root: try #require(sharedFolder("corpora")))
        for row in Self.counts {
            let found = Emotion.six.map { scan.count(corpus: row.corpus, split: row.split, emotion: $0) }
            #expect(found == row.labels, "\(row.corpus) \(row.split)")
        }
        #expect(scan.count(split: .train) == 5697)
        #expect(
            scan.completeness.map(\.summary) == [
                "6950 of 7442 clips, 85 of 91 speakers; missing speakers: 1004 1006 1016 1034 1036 1058 (492 clips)",
                "1320 of 1440 clips, 22 of 24 speakers; missing speakers: Actor_23 Actor_24 (120 clips)",
                "480 of 480 clips, 4 of 4 speakers: whole",
                "1400 of 2800 clips, 2 of 2 speakers; missing clips of: OAF (700) YAF (700)",
            ])
        let splitsOfSpeakers = Dictionary(grouping: scan.clips) { $0.corpus.rawValue + $0.speaker }
            .mapValues { Set($0.map(\.split)) }
        #expect(splitsOfSpeakers.values.allSatisfy { $0.count == 1 })
        #expect(Set(scan.clips.map(\.randomKey)).count == scan.clips.count)
        #expect(Set(scan.clips.map(\.contentHash)).count == scan.clips.count)
    }
}
