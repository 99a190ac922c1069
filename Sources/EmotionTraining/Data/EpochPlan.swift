/// Which clips an epoch uses, how often and in which order.
///
/// Voices, not clips, are what a network learns to generalise from: a corpus counts by its number of speakers to
/// the power 1 − `balance` (0: each speaker the same, 1: each corpus the same), and its emotions share that
/// evenly. Six hundred clips of one actress so do not outweigh a dozen actors. An epoch has about as many
/// clips as there are; the order is shuffled with the epoch's own key.
struct EpochPlan: Sendable {
    /// One use of a clip.
    struct Item: Sendable {
        /// Index of the clip.
        let clip: Int
        /// Which use of it in this epoch; each is augmented in its own way.
        let copy: Int
    }

    private let weights: [Float]
    private let seed: UInt64

    init(clips: [Clip], balance: Float, seed: UInt64) {
        struct Group: Hashable {
            let corpus: Corpus
            let emotion: Emotion
        }
        let groups = clips.map { Group(corpus: $0.corpus, emotion: $0.emotion) }
        let sizes = Dictionary(grouping: groups) { $0 }.mapValues { Double($0.count) }
        let emotions = Dictionary(grouping: Set(groups), by: \.corpus).mapValues { Double($0.count) }
        let speakers = Dictionary(grouping: clips, by: \.corpus).mapValues {
            Double(Set($0.map(\.speaker)).count)
        }
        let raw = groups.map { group in
            let share = power(speakers[group.corpus] ?? 1, 1 - Double(balance))
            return share / ((emotions[group.corpus] ?? 1) * (sizes[group] ?? 1))
        }
        let mean = raw.reduce(0, +) / Double(max(raw.count, 1))
        weights = raw.map { Float($0 / mean) }
        self.seed = seed
    }

    /// The clips, in the order of use.
    func order(epoch: Int) -> [Item] {
        var random = KeyedRandom(seed: seed, epoch: epoch, clip: 0, purpose: .order)
        var order: [Item] = []
        for (index, weight) in weights.enumerated() {
            // The whole copies for certain, the rest by chance.
            let copies = Int(weight + random.uniform())
            for copy in 0..<copies { order.append(Item(clip: index, copy: copy)) }
        }
        random.shuffle(&order)
        return order
    }
}
