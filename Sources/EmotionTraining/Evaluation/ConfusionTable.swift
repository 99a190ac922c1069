/// A confusion matrix for each corpus.
public struct ConfusionTable: Sendable, Equatable {
    /// The corpora that have clips, each with its matrix.
    public private(set) var matrices: [Corpus: ConfusionMatrix] = [:]
    /// Number of labels.
    public let labelCount: Int

    /// An empty table.
    public init(labelCount: Int) { self.labelCount = labelCount }

    /// Counts one clip.
    ///
    /// - Parameters:
    ///   - corpus: Where it comes from.
    ///   - truth: The actor's intent.
    ///   - answer: What was said of it; nil where nothing was.
    public mutating func add(corpus: Corpus, truth: Int, answer: Int?) {
        matrices[corpus, default: ConfusionMatrix(labelCount: labelCount)].add(truth: truth, answer: answer)
    }

    /// Adds the counts of another table.
    public mutating func merge(_ other: ConfusionTable) {
        matrices.merge(other.matrices) { mine, theirs in
            var sum = mine
            sum.merge(theirs)
            return sum
        }
    }

    /// Counts by corpus, `[truth][answer]`, the last column for clips without an answer.
    public var counts: [Corpus: [[Int]]] { matrices.mapValues(\.rows) }

    /// Unweighted average recall over the labels that the corpus has; 0 for a corpus without clips.
    public func uar(_ corpus: Corpus) -> Double { matrix(corpus).uar }

    /// Share of clips answered rightly.
    public func accuracy(_ corpus: Corpus) -> Double { matrix(corpus).accuracy }

    /// Number of clips.
    public func clips(_ corpus: Corpus) -> Int { matrix(corpus).clips }

    /// Share of clips with an answer.
    public func answered(_ corpus: Corpus) -> Double { matrix(corpus).answered }

    /// Mean UAR over the corpora that have clips.
    public var meanUAR: Double {
        let corpora = matrices.keys.sorted()
        return corpora.isEmpty ? 0 : corpora.map(uar).reduce(0, +) / Double(corpora.count)
    }

    private func matrix(_ corpus: Corpus) -> ConfusionMatrix {
        matrices[corpus] ?? ConfusionMatrix(labelCount: labelCount)
    }
}
