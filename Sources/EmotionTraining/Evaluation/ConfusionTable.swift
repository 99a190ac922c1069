/// What was said of clips of each emotion, by corpus; no answer counts as wrong.
public struct ConfusionTable: Sendable, Equatable {
    /// Counts by corpus, `[truth][answer]`, the last column for clips without an answer.
    public private(set) var counts: [Corpus: [[Int]]] = [:]
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
        let empty = [[Int]](repeating: Array(repeating: 0, count: labelCount + 1), count: labelCount)
        counts[corpus, default: empty][truth][answer ?? labelCount] += 1
    }

    /// Adds the counts of another table.
    public mutating func merge(_ other: ConfusionTable) {
        counts.merge(other.counts) { mine, theirs in
            zip(mine, theirs).map { zip($0, $1).map(+) }
        }
    }

    /// Unweighted average recall over the labels that the corpus has; 0 for a corpus without clips.
    public func uar(_ corpus: Corpus) -> Double {
        let recalls = (counts[corpus] ?? []).enumerated().compactMap { truth, row -> Double? in
            let total = row.reduce(0, +)
            return total == 0 ? nil : Double(row[truth]) / Double(total)
        }
        return recalls.isEmpty ? 0 : recalls.reduce(0, +) / Double(recalls.count)
    }

    /// Share of clips answered rightly.
    public func accuracy(_ corpus: Corpus) -> Double {
        let rows = counts[corpus] ?? []
        let right = rows.indices.reduce(0) { $0 + rows[$1][$1] }
        return Double(right) / Double(max(clips(corpus), 1))
    }

    /// Number of clips.
    public func clips(_ corpus: Corpus) -> Int { (counts[corpus] ?? []).joined().reduce(0, +) }

    /// Share of clips with an answer.
    public func answered(_ corpus: Corpus) -> Double {
        let none = (counts[corpus] ?? []).reduce(0) { $0 + $1[labelCount] }
        return 1 - Double(none) / Double(max(clips(corpus), 1))
    }

    /// Mean UAR over the corpora that have clips.
    public var meanUAR: Double {
        let corpora = counts.keys.sorted()
        return corpora.isEmpty ? 0 : corpora.map(uar).reduce(0, +) / Double(corpora.count)
    }
}
