import Testing

@testable import EmotionTraining

@Suite struct EpochPlanTests {
    /// Three groups of very different sizes.
    private let clips =
        [(Corpus.cremaD, Emotion.sad, 60), (.cremaD, .angry, 20), (.savee, .sad, 10)].flatMap {
            corpus, emotion, count in
            (0..<count).map { index in
                Clip(
                    path: "\(corpus)/\(emotion)/\(index)", corpus: corpus, name: "\(index)", speaker: "1001",
                    emotion: emotion, split: .train)
            }
        }

    private func uses(_ plan: EpochPlan, epochs: Int) -> [Double] {
        var uses = [Double](repeating: 0, count: clips.count)
        for epoch in 1...epochs { for item in plan.order(epoch: epoch) { uses[item.clip] += 1 } }
        return uses.map { $0 / Double(epochs) }
    }

    @Test func withoutBalanceEveryClipIsUsedOnce() {
        let plan = EpochPlan(clips: clips, balance: 0, seed: 1)
        for epoch in 1...50 {
            let order = plan.order(epoch: epoch)
            #expect(order.map(\.clip).sorted() == Array(clips.indices))
            #expect(order.allSatisfy { $0.copy == 0 })
        }
    }

    @Test func withFullBalanceEveryGroupHasTheSameNumberOfUses() {
        let uses = uses(EpochPlan(clips: clips, balance: 1, seed: 1), epochs: 400)
        // 90 clips in three groups: 30 uses each, so ½, 1½ and 3 a clip.
        for (group, range) in [0..<60, 60..<80, 80..<90].enumerated() {
            #expect(abs(uses[range].reduce(0, +) - 30) < 1, "group \(group)")
            let expected = 30 / Double(range.count)
            #expect(uses[range].allSatisfy { abs($0 - expected) < 0.13 })
        }
    }

    @Test func halfBalanceLiesBetweenAndKeepsTheEpochsLength() {
        let uses = uses(EpochPlan(clips: clips, balance: 0.5, seed: 1), epochs: 400)
        #expect(abs(uses.reduce(0, +) - 90) < 2)
        let perGroup = [0..<60, 60..<80, 80..<90].map { uses[$0].reduce(0, +) }
        #expect(perGroup[0] > perGroup[1] && perGroup[1] > perGroup[2])
        #expect(perGroup[0] < 60 && perGroup[2] > 10)
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
