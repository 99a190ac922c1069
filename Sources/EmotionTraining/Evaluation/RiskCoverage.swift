/// How wrong the program is when it may keep silent about the clips that it is least sure of.
///
/// El-Yaniv and Wiener 2010. A clip without a label is wrong and comes last.
public struct RiskCoverage: Sendable, Equatable, Encodable {
    /// One point of the curve.
    public struct Point: Sendable, Equatable, Encodable {
        /// Share of clips answered, the surest first.
        public let coverage: Double
        /// Share of those that is wrong.
        public let risk: Double
    }

    /// At every twentieth of coverage, from the least clips to all.
    public let points: [Point]
    /// Mean risk over all coverages, one clip more at a time.
    public let area: Double

    /// - Parameter answers: Of each clip, how sure the program is and whether it is right.
    init(_ answers: [(confidence: Double, isRight: Bool)]) {
        let order = answers.indices.sorted {
            (answers[$1].confidence, $0) < (answers[$0].confidence, $1)
        }
        var wrong = 0
        let risks = order.enumerated().map { rank, index in
            wrong += answers[index].isRight ? 0 : 1
            return Double(wrong) / Double(rank + 1)
        }
        area = risks.mean ?? 0
        points = (1...20).compactMap { twentieth in
            let clips = (risks.count * twentieth + 10) / 20
            guard clips > 0 else { return nil }
            return Point(coverage: Double(clips) / Double(risks.count), risk: risks[clips - 1])
        }
    }
}
