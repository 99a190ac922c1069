import FoundationEssentials
import Testing

@testable import EmotionTraining

struct CorpusSplitTests {
    @Test(.enabled(if: sharedFolder("corpora/splits.tsv") != nil, "the split table lies beside the project"))
    func theStandardSplitIsThePublishedTable() throws {
        let path = try #require(sharedFolder("corpora/splits.tsv"))
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: "\t").map(String.init) }
        for row in rows {
            let corpus = try #require(Corpus(rawValue: row[0]))
            let member = try #require(SpeakerSplit.standard[corpus, row[1]])
            #expect(member.split.rawValue == row[2])
            #expect(member.sex?.rawValue == row[3])
        }
        let named = Corpus.known.flatMap { corpus in
            Split.allCases.flatMap { SpeakerSplit.standard.speakers(of: corpus, in: $0) }
        }
        #expect(named.count == rows.count)
    }

    @Test(arguments: [
        (Corpus.cremaD, [51, 15, 19]), (.ravdess, [14, 4, 4]), (.savee, [2, 1, 1]), (.tess, [1, 0, 1]),
    ])
    func noSpeakerIsInTwoSplits(corpus: Corpus, sizes: [Int]) {
        let speakers = Split.allCases.map { SpeakerSplit.standard.speakers(of: corpus, in: $0) }
        #expect(speakers.map(\.count) == sizes)
        #expect(Set(speakers.joined()).count == sizes.reduce(0, +))
    }

    @Test func speakersKeptForALastCheckAreInNoSplit() {
        for speaker in ["1004", "1006", "1016", "1034", "1036", "1058"] {
            #expect(SpeakerSplit.standard[.cremaD, speaker] == nil)
        }
        for speaker in ["Actor_23", "Actor_24"] { #expect(SpeakerSplit.standard[.ravdess, speaker] == nil) }
    }

    @Test func ravdessActorsWithEvenNumbersAreWomen() throws {
        for number in 1...22 {
            let name = "Actor_" + (number < 10 ? "0" : "") + String(number)
            let member = try #require(SpeakerSplit.standard[.ravdess, name])
            #expect(member.sex == (number.isMultiple(of: 2) ? .female : .male))
        }
    }

    @Test(arguments: [
        (Emotion.calm, Split.train, Emotion.neutral), (.neutral, .test, .neutral), (.sad, .dev, .sad),
    ])
    func calmIsNeutralInTrainingAlone(emotion: Emotion, split: Split, label: Emotion) throws {
        #expect(try LabelPolicy.standard.label(of: emotion, in: split) == label)
        for other in [Split.dev, .test] {
            #expect(throws: ExclusionReason.emotionOutsideLabels(.calm, other)) {
                try LabelPolicy.standard.label(of: .calm, in: other)
            }
        }
        #expect(throws: ExclusionReason.emotionOutsideLabels(.surprise, .train)) {
            try LabelPolicy.standard.label(of: .surprise, in: .train)
        }
    }

    @Test func calmCountsAsNeutralWhereThePolicySays() throws {
        let everywhere = LabelPolicy(labels: Emotion.six, calmAsNeutral: .everywhere)
        #expect(try everywhere.label(of: .calm, in: .test) == .neutral)
        let never = LabelPolicy(labels: Emotion.six, calmAsNeutral: .never)
        #expect(throws: ExclusionReason.emotionOutsideLabels(.calm, .train)) {
            try never.label(of: .calm, in: .train)
        }
    }

    @Test func aPolicyWithCalmKeepsCalm() throws {
        let policy = LabelPolicy(labels: Emotion.eight)
        #expect(try policy.label(of: .calm, in: .train) == .calm)
        #expect(try policy.label(of: .surprise, in: .test) == .surprise)
    }
}
