import Testing

@testable import EmotionTraining

/// The corpora that lie beside the project.
@Suite(.enabled(if: sharedFolder("corpora/crema-d") != nil, "the corpora lie beside the project"))
struct CorpusSharedTests {
    @Test func countsAreThoseOfTheCorporaAtHand() throws {
        let root = try #require(sharedFolder("corpora"))
        let scan = try CorpusScanner().scan(root: root)
        for corpus in Corpus.allCases {
            for split in Split.allCases {
                let counts = Emotion.six.map { scan.count(corpus: corpus, split: split, emotion: $0) }
                print(corpus.rawValue, split.rawValue, counts, counts.reduce(0, +))
            }
        }
        print(scan.exclusionSummary)
        #expect(scan.count(split: .train) == 5697)
        for corpus in Corpus.allCases {
            let splits = Dictionary(grouping: scan.clips.filter { $0.corpus == corpus }, by: \.speaker)
                .mapValues { Set($0.map(\.split)) }
            #expect(splits.values.allSatisfy { $0.count == 1 })
        }
        let again = try CorpusScanner().scan(root: root)
        #expect(again.manifest == scan.manifest)
    }
}
