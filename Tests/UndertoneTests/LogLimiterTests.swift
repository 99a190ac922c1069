import Testing

@testable import undertone

@Suite struct LogLimiterTests {
    @Test func aBurstPassesAndThenTwoLinesASecond() {
        var limiter = LogLimiter(at: 0)
        let first = (0..<100).compactMap { _ in limiter.admit(at: 0) }
        #expect(first.count == 50 && first.allSatisfy { $0 == 0 })
        // The line that passes tells how many did not.
        let second = [0.4, 0.5, 0.5].map { limiter.admit(at: $0) }
        #expect(second == [nil, 51, nil])
        let later = (0..<100).compactMap { _ in limiter.admit(at: 1000) }
        #expect(later.count == 50 && later.first == 1)
    }
}

@Suite struct LivenessCheckTests {
    @Test func whatDoesNotMoveIsStuckAndWhatIsNewIsNot() {
        var check = LivenessCheck()
        let turns: [[String: UInt64]] = [
            ["a": 0, "b": 5], ["a": 1, "b": 5], ["a": 1, "b": 6, "c": 0], ["b": 7], ["a": 1, "b": 8],
        ]
        let stuck = turns.map { check.stuck($0) }
        #expect(stuck == [[], ["b"], ["a"], [], []])
    }
}
