/// Some of the clips for what takes long: a seeded draw, as many of each emotion of each corpus.
enum ClipSubset {
    /// - Parameters:
    ///   - outcomes: All clips.
    ///   - size: How many of each corpus, at most; nil for all.
    ///   - seed: Where the draw comes from.
    /// - Returns: The clips drawn, in the order given.
    static func draw(_ outcomes: [ClipOutcome], size: Int?, seed: UInt64) -> [ClipOutcome] {
        guard let size else { return outcomes }
        var chosen: Set<Int> = []
        for corpus in Set(outcomes.map(\.clip.corpus)).sorted() {
            let members = outcomes.indices.filter { outcomes[$0].clip.corpus == corpus }
            let labels = Dictionary(grouping: members) { outcomes[$0].truth }
            // One of each emotion in turn, until there are enough or no more.
            let shuffled = labels.keys.sorted().map { label in
                var indices = labels[label] ?? []
                var random = KeyedRandom(
                    seed: seed, epoch: label, clip: corpus.number, purpose: .subset)
                random.shuffle(&indices)
                return indices
            }
            let longest = shuffled.map(\.count).max() ?? 0
            let inTurn = (0..<longest).flatMap { round in
                shuffled.compactMap { $0.indices.contains(round) ? $0[round] : nil }
            }
            chosen.formUnion(inTurn.prefix(size))
        }
        return outcomes.indices.filter { chosen.contains($0) }.map { outcomes[$0] }
    }
}
