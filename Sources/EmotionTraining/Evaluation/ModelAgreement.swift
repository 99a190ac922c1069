internal import EmotionRecognition

/// How far two models say the same of the same clips: what rounding the weights costs.
public struct ModelAgreement: Sendable {
    /// Mean over corpora of the UAR of either.
    public let uar: (first: Double, second: Double)
    /// UAR of either, by corpus.
    public let corpora: [(corpus: Corpus, first: Double, second: Double)]
    /// Windows in which either shows a label.
    public let windows: Int
    /// Those of them in which both show the same.
    public let equalWindows: Int
    /// Clips judged.
    public let clips: Int
    /// Clips that both give the same label.
    public let equalClips: Int

    /// The UAR that rounding may cost.
    public static let allowedLoss = 0.005
    /// The share of the windows that must show the same label.
    public static let leastWindowShare = 0.99

    /// UAR that the second model loses.
    public var loss: Double { uar.first - uar.second }
    /// Whether the second model says nearly the same: within half a point of UAR, in 99 % of the windows.
    public var isWithinBounds: Bool {
        // A loss of half a point is within; the difference of two shares need not be exact.
        loss <= Self.allowedLoss + 1e-9 && windowShare >= Self.leastWindowShare
    }

    /// Share of the windows with a label in which both show the same.
    public var windowShare: Double { windows == 0 ? 1 : Double(equalWindows) / Double(windows) }

    /// - Precondition: both judged the same clips in the same order.
    public init(_ first: ProgramEvaluation, _ second: ProgramEvaluation) {
        precondition(first.outcomes.count == second.outcomes.count)
        let (left, right) = (first.program, second.program)
        uar = (left.meanUAR, right.meanUAR)
        corpora = first.corpora.map { ($0, left.uar($0), right.uar($0)) }
        var (windows, equalWindows, equalClips) = (0, 0, 0)
        for (a, b) in zip(first.outcomes, second.outcomes) {
            equalClips += a.label == b.label ? 1 : 0
            for (one, other) in zip(a.transcript.estimates, b.transcript.estimates)
            where one.emotion != nil || other.emotion != nil {
                windows += 1
                equalWindows += one.emotion == other.emotion ? 1 : 0
            }
        }
        clips = first.outcomes.count
        self.windows = windows
        self.equalWindows = equalWindows
        self.equalClips = equalClips
    }
}
