/// Sequences of different lengths, packed by step, longest first: nothing is padded.
///
/// Row r = offsets[t] + b holds step t of sequence b; at step t the first `active[t]` sequences are still
/// going (`torch.nn.utils.rnn.PackedSequence`'s layout).
struct PackedSequences: Sendable {
    /// Steps of each sequence, falling.
    let lengths: [Int]
    /// How many sequences have a step t.
    let active: [Int]
    /// The row of step t of sequence 0.
    let offsets: [Int]
    /// Rows in all.
    let rowCount: Int

    /// The layout of sequences with the given lengths, which must not rise and be at least 1.
    init(lengths: [Int]) {
        precondition(zip(lengths, lengths.dropFirst()).allSatisfy(>=), "longest first")
        precondition(lengths.allSatisfy { $0 > 0 })
        self.lengths = lengths
        var active: [Int] = []
        var offsets: [Int] = []
        var rows = 0
        for step in 0..<(lengths.first ?? 0) {
            let count = lengths.prefix { $0 > step }.count
            active.append(count)
            offsets.append(rows)
            rows += count
        }
        self.active = active
        self.offsets = offsets
        rowCount = rows
    }

    /// Number of sequences.
    var count: Int { lengths.count }
    /// Number of steps of the longest.
    var stepCount: Int { active.count }

    /// The row of one step of one sequence.
    func row(step: Int, sequence: Int) -> Int { offsets[step] + sequence }
}
