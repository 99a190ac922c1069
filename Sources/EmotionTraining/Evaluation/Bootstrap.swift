/// A 95 % interval.
public struct Interval: Sendable, Equatable, Encodable {
    /// 2.5 % of the draws lie below.
    public var low: Double
    /// 2.5 % of the draws lie above.
    public var high: Double

    /// The interval of `draws`; nil where there are none.
    init?(of draws: [Double]) {
        guard let low = draws.quantile(0.025), let high = draws.quantile(0.975) else { return nil }
        self.low = low
        self.high = high
    }
}

/// How the clips of one corpus are drawn with replacement.
///
/// Over speakers from ten speakers up: whoever is drawn brings all clips along. Otherwise over clips, as many
/// of each emotion of each speaker as there are; such an interval says nothing of other speakers.
struct ClipResampling: Sendable {
    /// Fewer speakers say too little of others to be drawn from.
    static let fewestSpeakers = 10

    /// `[strata][units][clips]`: from each stratum as many units are drawn as it has.
    private let strata: [[[Int]]]
    private let clipCount: Int
    private let key: UInt64
    /// Whether whole speakers are drawn.
    let isOverSpeakers: Bool

    /// - Parameters:
    ///   - judgements: The clips of one corpus, or of one speaker.
    ///   - key: Tells this group's draws from those of others.
    init(_ judgements: [Judgement], key: UInt64) {
        let speakers = Dictionary(grouping: judgements.indices) { judgements[$0].speaker }
        let names = speakers.keys.sorted()
        isOverSpeakers = names.count >= Self.fewestSpeakers
        if isOverSpeakers {
            strata = [names.map { speakers[$0] ?? [] }]
        } else {
            strata = names.flatMap { name in
                let labels = Dictionary(grouping: speakers[name] ?? []) { judgements[$0].truth }
                return labels.keys.sorted().map { (labels[$0] ?? []).map { [$0] } }
            }
        }
        clipCount = judgements.count
        self.key = key
    }

    /// How often each clip is drawn.
    func weights(draw: Int, seed: UInt64) -> [Int] {
        var random = KeyedRandom(seed: seed, epoch: draw, clip: key, purpose: .bootstrap)
        var weights = [Int](repeating: 0, count: clipCount)
        for stratum in strata {
            for _ in stratum {
                for clip in stratum[random.index(below: stratum.count)] { weights[clip] += 1 }
            }
        }
        return weights
    }
}

/// Intervals by drawing clips with replacement (Efron 1979), percentile method, repeatable from the seed.
struct Bootstrap: Sendable {
    var draws = 2000
    var seed: UInt64 = 1

    /// The draws of a figure.
    ///
    /// - Parameters:
    ///   - groups: What is drawn from independently: one corpus, or each of several.
    ///   - figure: The figure for how often each clip of each group is drawn.
    func values(_ groups: [[Judgement]], _ figure: @Sendable ([[Int]]) -> Double) -> [Double] {
        let resamplings = groups.map { ClipResampling($0, key: $0.first?.corpus.number ?? 0) }
        return Array(0..<draws).concurrentMap { draw in
            figure(resamplings.map { $0.weights(draw: draw, seed: seed) })
        }
    }

    /// The interval of a figure of several groups, such as the mean of a score over corpora.
    func interval(
        _ groups: [[Judgement]], labelCount: Int, _ score: @Sendable (ConfusionMatrix) -> Double
    ) -> Interval? {
        Interval(
            of: values(groups) { weights in
                zip(groups, weights).reduce(0) { sum, pair in
                    sum + score(pair.0.matrix(labelCount: labelCount, weights: pair.1))
                } / Double(max(groups.count, 1))
            })
    }

    /// The interval of the difference of two models' scores, second minus first, clip by clip in pairs.
    ///
    /// - Precondition: both hold the same clips in the same order.
    func difference(
        _ first: [[Judgement]], _ second: [[Judgement]], labelCount: Int,
        _ score: @Sendable (ConfusionMatrix) -> Double
    ) -> [Double] {
        precondition(first.map(\.count) == second.map(\.count))
        return values(first) { weights in
            weights.indices.reduce(0) { sum, index in
                sum + score(second[index].matrix(labelCount: labelCount, weights: weights[index]))
                    - score(first[index].matrix(labelCount: labelCount, weights: weights[index]))
            } / Double(max(weights.count, 1))
        }
    }
}
