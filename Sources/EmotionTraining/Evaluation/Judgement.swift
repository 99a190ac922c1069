/// What counts of a clip when answers are scored: who spoke, what was meant, what was said.
struct Judgement: Sendable, Hashable {
    let corpus: Corpus
    let speaker: String
    let sex: Sex?
    let truth: Int
    /// Nil, which is wrong, where nothing was said.
    let answer: Int?

    init(corpus: Corpus, speaker: String, sex: Sex? = nil, truth: Int, answer: Int?) {
        self.corpus = corpus
        self.speaker = speaker
        self.sex = sex
        self.truth = truth
        self.answer = answer
    }

    /// A clip's label.
    init(_ outcome: ClipOutcome) { self.init(outcome.clip, truth: outcome.truth, answer: outcome.label) }

    init(_ clip: Clip, truth: Int, answer: Int?) {
        self.init(corpus: clip.corpus, speaker: clip.speaker, sex: clip.sex, truth: truth, answer: answer)
    }
}

extension Array where Element == Judgement {
    /// The answers counted, each as often as its weight says, once by default.
    func matrix(labelCount: Int, weights: [Int]? = nil) -> ConfusionMatrix {
        var matrix = ConfusionMatrix(labelCount: labelCount)
        for (index, judgement) in enumerated() {
            matrix.add(truth: judgement.truth, answer: judgement.answer, times: weights?[index] ?? 1)
        }
        return matrix
    }

    /// Grouped by corpus, in the corpora's order.
    var byCorpus: [[Judgement]] {
        let groups = Dictionary(grouping: self, by: \.corpus)
        return groups.keys.sorted().map { groups[$0] ?? [] }
    }

    /// Grouped by speaker, in the speakers' order.
    var bySpeaker: [[Judgement]] {
        let groups = Dictionary(grouping: self, by: \.speaker)
        return groups.keys.sorted().map { groups[$0] ?? [] }
    }
}

extension Corpus {
    /// A number of the corpus's own, for keyed random draws.
    var number: UInt64 { rawValue.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) } }
}

extension KeyedRandom.Purpose {
    /// Draws with replacement for intervals.
    static let bootstrap = KeyedRandom.Purpose(rawValue: 101)
    /// What a perfectly calibrated model would show.
    static let calibration = KeyedRandom.Purpose(rawValue: 102)
    /// The clips of the rows that take long.
    static let subset = KeyedRandom.Purpose(rawValue: 103)
    /// Sounds put under or before a clip.
    static let changedClip = KeyedRandom.Purpose(rawValue: 104)
    /// Which clips are joined into a change of emotion.
    static let splice = KeyedRandom.Purpose(rawValue: 105)
    /// Ten minutes of noise.
    static let whiteNoise = KeyedRandom.Purpose(rawValue: 106)
}
