/// What was said of clips of each emotion; no answer counts as wrong.
public struct ConfusionMatrix: Sendable, Equatable {
    /// Number of labels.
    public let labelCount: Int
    /// `[labelCount][labelCount + 1]`, truth by answer, the last column for clips without an answer.
    private var cells: [Int]

    /// An empty matrix.
    public init(labelCount: Int) {
        self.labelCount = labelCount
        cells = Array(repeating: 0, count: labelCount * (labelCount + 1))
    }

    /// Counts a clip, or several alike.
    ///
    /// - Parameters:
    ///   - truth: The actor's intent.
    ///   - answer: What was said of it; nil where nothing was.
    ///   - times: How many such clips.
    public mutating func add(truth: Int, answer: Int?, times: Int = 1) {
        cells[truth * (labelCount + 1) + (answer ?? labelCount)] += times
    }

    /// Adds the counts of another matrix of the same labels.
    public mutating func merge(_ other: ConfusionMatrix) {
        for index in cells.indices { cells[index] += other.cells[index] }
    }

    /// Counts `[truth][answer]`, the last column for clips without an answer.
    public var rows: [[Int]] { (0..<labelCount).map { Array(row($0)) } }

    /// Number of clips.
    public var clips: Int { cells.reduce(0, +) }

    /// Share of clips of an emotion that are answered rightly; nil where there are none.
    public func recall(_ label: Int) -> Double? {
        let total = row(label).reduce(0, +)
        return total == 0 ? nil : Double(right(label)) / Double(total)
    }

    /// Unweighted average recall over the labels that there are clips of; 0 without clips.
    public var uar: Double {
        let recalls = (0..<labelCount).compactMap(recall)
        return recalls.isEmpty ? 0 : recalls.reduce(0, +) / Double(recalls.count)
    }

    /// Share of clips answered rightly.
    public var accuracy: Double {
        Double((0..<labelCount).reduce(0) { $0 + right($1) }) / Double(max(clips, 1))
    }

    /// Mean over the labels, said or meant, of F1 = 2·right / (2·right + missed + wrongly said); 0 without clips.
    public var macroF1: Double {
        let scores = (0..<labelCount).compactMap { label -> Double? in
            let said = (0..<labelCount).reduce(0) { $0 + cells[$1 * (labelCount + 1) + label] }
            let both = said + row(label).reduce(0, +)
            return both == 0 ? nil : 2 * Double(right(label)) / Double(both)
        }
        return scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
    }

    /// Share of clips with an answer.
    public var answered: Double {
        let none = (0..<labelCount).reduce(0) { $0 + (row($1).last ?? 0) }
        return 1 - Double(none) / Double(max(clips, 1))
    }

    private func right(_ label: Int) -> Int { cells[label * (labelCount + 1) + label] }

    private func row(_ truth: Int) -> ArraySlice<Int> {
        cells[truth * (labelCount + 1)..<(truth + 1) * (labelCount + 1)]
    }
}
