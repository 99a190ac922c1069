import Testing

@testable import EmotionTraining

@Suite struct EpochPlanTests {
    /// CREMA-D: four speakers, 60 sad clips and 20 angry ones; TESS: one speaker, 10 sad clips.
    private let clips =
        [(Corpus.cremaD, Emotion.sad, 60, 4), (.cremaD, .angry, 20, 4), (.tess, .sad, 10, 1)].flatMap {
            corpus, emotion, count, speakers in
            (0..<count).map { index in
                Clip(
                    path: "\(corpus)/\(emotion)/\(index)", corpus: corpus, name: "\(index)",
                    speaker: "\(index % speakers)", emotion: emotion, split: .train)
            }
        }
    private let groups = [0..<60, 60..<80, 80..<90]

    private func uses(_ plan: EpochPlan, epochs: Int) -> [Double] {
        var uses = [Double](repeating: 0, count: clips.count)
        for epoch in 1...epochs { for item in plan.order(epoch: epoch) { uses[item.clip] += 1 } }
        return uses.map { $0 / Double(epochs) }
    }

    /// Corpora count by speakers to the power 1 − balance; 90 clips in all.
    @Test(arguments: [(Float(0), 4.0), (0.5, 2.0), (1, 1.0)])
    func aCorpusCountsByItsSpeakersAndItsEmotionsShareThatEvenly(balance: Float, crema: Double) {
        let uses = uses(EpochPlan(clips: clips, balance: balance, seed: 1), epochs: 400)
        let tess = 90 / (crema + 1)
        for (range, expected) in zip(groups, [(90 - tess) / 2, (90 - tess) / 2, tess]) {
            #expect(abs(uses[range].reduce(0, +) - expected) < 1)
            let each = expected / Double(range.count)
            #expect(uses[range].allSatisfy { abs($0 - each) < 0.15 })
        }
    }

    @Test func theOrderDependsOnSeedAndEpochAlone() {
        func order(seed: UInt64, epoch: Int) -> [[Int]] {
            EpochPlan(clips: clips, balance: 1, seed: seed).order(epoch: epoch).map { [$0.clip, $0.copy] }
        }
        #expect(order(seed: 1, epoch: 2) == order(seed: 1, epoch: 2))
        #expect(order(seed: 1, epoch: 2) != order(seed: 1, epoch: 3))
        #expect(order(seed: 1, epoch: 2) != order(seed: 2, epoch: 2))
        #expect(order(seed: 1, epoch: 2) != order(seed: 1, epoch: 2).sorted { $0[0] < $1[0] })
    }

    @Test func copiesOfAClipAreNumberedFromZero() {
        let plan = EpochPlan(clips: clips, balance: 1, seed: 1)
        for (_, items) in Dictionary(grouping: plan.order(epoch: 1), by: \.clip) {
            #expect(items.map(\.copy).sorted() == Array(items.indices))
        }
    }
}
