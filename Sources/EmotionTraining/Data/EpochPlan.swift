/// Which clips an epoch uses, how often and in which order.
///
/// A clip's weight is its group's size to the power −`balance`, the groups being (corpus, emotion): 0 takes
/// the corpora as they are, 1 gives every group the same weight. An epoch has about as many clips as there
/// are; the order is shuffled with the epoch's own key.
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
        let raw = groups.map { power(sizes[$0] ?? 1, -Double(balance)) }
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
