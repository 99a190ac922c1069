/// Sequences of different lengths, packed by step, longest first: nothing is padded.
///
/// Row r = offsets[t] + b holds step t of sequence b; at step t the first `active[t]` sequences are still
/// going (`torch.nn.utils.rnn.PackedSequence`'s layout).
struct PackedSequences: Sendable {
    /// Steps of each sequence, falling.
    private(set) var lengths: [Int] = []
    /// How many sequences have a step t.
    private(set) var active: [Int] = []
    /// The row of step t of sequence 0.
    private(set) var offsets: [Int] = []
    /// Rows in all.
    private(set) var rowCount = 0

    /// No sequences yet.
    init() {}

    /// The layout of sequences with the given lengths, which must not rise and be at least 1.
    init(lengths: [Int]) { layOut(count: lengths.count) { lengths[$0] } }

    /// Lays out other sequences, in the room of those before.
    ///
    /// - Parameters:
    ///   - count: sequences.
    ///   - length: the length of each; must not rise and be at least 1.
    mutating func layOut(count: Int, length: (Int) -> Int) {
        lengths.removeAll(keepingCapacity: true)
        active.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        rowCount = 0
        for sequence in 0..<count {
            let steps = length(sequence)
            precondition(
                steps > 0 && (sequence == 0 || steps <= lengths[sequence - 1]), "longest first, none empty")
            lengths.append(steps)
        }
        var going = count
        for step in 0..<(count > 0 ? lengths[0] : 0) {
            while lengths[going - 1] <= step { going -= 1 }
            active.append(going)
            offsets.append(rowCount)
            rowCount += going
        }
    }

    /// Number of sequences.
    var count: Int { lengths.count }
    /// Number of steps of the longest.
    var stepCount: Int { active.count }

    /// The row of one step of one sequence.
    func row(step: Int, sequence: Int) -> Int { offsets[step] + sequence }
}
