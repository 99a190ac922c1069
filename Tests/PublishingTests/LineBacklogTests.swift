import Testing

@testable import Publishing

@Suite struct LineBacklogTests {
    /// What stays of a full backlog of four, oldest first; the number of a line is its place in the row.
    private static let rows: [(kinds: [EventKind], kept: [Int])] = [
        ([.estimate, .estimate, .estimate, .estimate], [0, 1, 2, 3]),
        ([.estimate, .estimate, .estimate, .estimate, .estimate], [1, 2, 3, 4]),
        ([.status, .estimate, .utterance, .gap, .estimate], [0, 2, 3, 4]),
        ([.utterance, .status, .gap, .device, .utterance], [0, 2, 3, 4]),
        ([.utterance, .gap, .device, .utterance, .gap], [1, 2, 3, 4]),
        ([.utterance, .gap, .device, .utterance, .estimate], [0, 1, 2, 3]),
        ([.hello, .estimate, .estimate, .estimate, .estimate, .end], [0, 3, 4, 5]),
        ([.hello, .utterance, .utterance, .status, .error, .end], [0, 1, 2, 5]),
        ([.hello, .end, .hello, .end, .hello, .end], [0, 1, 2, 3, 4, 5]),
    ]

    @Test func estimatesGoFirstAndTheFrameOfTheStreamNever() {
        for row in Self.rows {
            var backlog = LineBacklog(capacity: 4)
            for (number, kind) in row.kinds.enumerated() { backlog.append([UInt8(number)], of: kind) }
            var kept: [Int] = []
            while let line = backlog.popFirst() { kept.append(Int(line[0])) }
            #expect(kept == row.kept)
            #expect(backlog.dropped == row.kinds.count - row.kept.count)
        }
    }
}
