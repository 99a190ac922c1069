import Testing

@testable import EmotionTraining

/// Expected values: Tests/golden-scripts/check_evaluation.py (scikit-learn, numpy), or by hand where it says so.
@Suite struct EvaluationScoreTests {
    @Test func scoresAreThoseOfScikitLearn() {
        let truths = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2]
        let answers = [0, 0, 1, nil, 1, 1, 2, 2, 2, 0, 3, 2]
        var matrix = ConfusionMatrix(labelCount: 4)
        for (truth, answer) in zip(truths, answers) { matrix.add(truth: truth, answer: answer) }
        #expect(abs(matrix.uar - 0.588_888_888_888_888_9) < 1e-12)
        #expect(abs(matrix.accuracy - 0.583_333_333_333_333_4) < 1e-12)
        #expect(abs(matrix.macroF1 - 0.476_190_476_190_476_16) < 1e-12)
        #expect(abs(matrix.answered - 11.0 / 12) < 1e-12)
        #expect(matrix.recall(3) == nil)
        #expect(ConfusionMatrix(labelCount: 3).macroF1 == 0)
    }

    @Test func calibrationIsThatOfScikitLearnAndNumpy() throws {
        let rows: [([Double], Int)] = [
            ([0.7, 0.2, 0.1], 0), ([0.5, 0.3, 0.2], 1), ([0.1, 0.8, 0.1], 1), ([0.3, 0.3, 0.4], 2),
            ([0.9, 0.05, 0.05], 0), ([0.2, 0.2, 0.6], 0),
        ]
        let predictions = rows.map { row in
            Prediction(probabilities: row.0, said: row.0.indexOfMaximum ?? 0, truth: row.1)
        }
        let calibration = try #require(Calibration(predictions, Bootstrap(draws: 10, seed: 1)))
        #expect(abs(calibration.ece - 0.383_333_333_333_333_3) < 1e-12)
        #expect(abs(calibration.nll - 0.735_813_409_924_159_9) < 1e-12)
        #expect(abs(calibration.brier - 0.429_166_666_666_666_7) < 1e-12)
        #expect(calibration.bins.count == 15 && calibration.bins.reduce(0) { $0 + $1.count } == 6)
        #expect(calibration.bins[10].count == 1 && calibration.bins[10].accuracy == 1)
        #expect(calibration.bins[0].confidence == nil)
        #expect(Calibration([], Bootstrap()) == nil)
    }

    /// Every confidence 0.5 in one bin: the error of n fair coins is |heads/n − 0.5|, whose mean is
    /// √(1 / (2πn)) for many of them.
    @Test func perfectCalibrationStillShowsTheErrorOfChance() throws {
        let bootstrap = Bootstrap(draws: 300, seed: 1)
        let predictions = (0..<400).map { index in
            Prediction(probabilities: [0.5, 0.5], said: 0, truth: index % 2)
        }
        let calibration = try #require(Calibration(predictions, bootstrap))
        #expect(calibration.ece == 0)
        #expect(abs(calibration.perfectECE - 0.019_95) < 0.003)
        #expect(Calibration(predictions, bootstrap) == calibration)
        #expect(
            Calibration(predictions, Bootstrap(draws: 300, seed: 2))?.perfectECE != calibration.perfectECE)
    }

    @Test func quantilesAreThoseOfNumpy() throws {
        let draws = [0.3, 0.1, 0.9, 0.4, 0.8, 0.2]
        let interval = try #require(Interval(of: draws))
        #expect(abs(interval.low - 0.1125) < 1e-12 && abs(interval.high - 0.8875) < 1e-12)
        #expect(abs(try #require(draws.median) - 0.35) < 1e-12)
        #expect(abs(try #require(draws.sampleDeviation) - 0.327_108_544_675_922_54) < 1e-12)
        #expect([Double]().median == nil && [1.0].quantile(0.975) == 1 && [1.0].sampleDeviation == nil)
    }

    /// By hand: the surest first are right, wrong, right, and without a label (wrong).
    @Test func riskIsThatOfTheSurestClips() {
        let curve = RiskCoverage([(0.6, false), (0.9, true), (0, false), (0.5, true)])
        #expect(abs(curve.area - (0 + 1.0 / 2 + 1.0 / 3 + 2.0 / 4) / 4) < 1e-12)
        #expect(curve.points.last == RiskCoverage.Point(coverage: 1, risk: 0.5))
        #expect(curve.points.first == RiskCoverage.Point(coverage: 0.25, risk: 0))
        #expect(RiskCoverage([]).points.isEmpty)
    }
}

@Suite struct EvaluationBootstrapTests {
    /// `count` clips of each of two labels for every speaker; `isRight` says which are answered rightly.
    private func judgements(
        speakers: Int, count: Int, isRight: (_ speaker: Int, _ label: Int, _ clip: Int) -> Bool
    ) -> [Judgement] {
        (0..<speakers).flatMap { speaker in
            (0..<2).flatMap { label in
                (0..<count).map { clip in
                    Judgement(
                        corpus: .cremaD, speaker: "\(100 + speaker)", truth: label,
                        answer: isRight(speaker, label, clip) ? label : 1 - label)
                }
            }
        }
    }

    @Test func tenSpeakersAreDrawnWhole() {
        let clips = judgements(speakers: 10, count: 3) { _, _, _ in true }
        let resampling = ClipResampling(clips, key: 0)
        #expect(resampling.isOverSpeakers)
        let weights = resampling.weights(draw: 0, seed: 1)
        #expect(weights.reduce(0, +) == 60 && Set(weights).count > 1)
        for speaker in 0..<10 { #expect(Set(weights[speaker * 6..<speaker * 6 + 6]).count == 1) }
        #expect(weights == resampling.weights(draw: 0, seed: 1))
        #expect(weights != resampling.weights(draw: 1, seed: 1))
        #expect(weights != resampling.weights(draw: 0, seed: 2))
    }

    @Test func fewerSpeakersKeepTheirClipsOfEachEmotion() {
        let clips = judgements(speakers: 9, count: 3) { _, _, _ in true }
        let resampling = ClipResampling(clips, key: 0)
        #expect(!resampling.isOverSpeakers)
        let weights = resampling.weights(draw: 3, seed: 1)
        #expect(Set(weights).count > 1)
        for stratum in 0..<18 { #expect(weights[stratum * 3..<stratum * 3 + 3].reduce(0, +) == 3) }
    }

    /// By hand: the interval of half of 100 clips right, of two labels, is 0.5 ± 0.069.
    ///
    /// The deviation of a recall is √(0.25/100) = 0.05, of the mean of two 0.0354.
    @Test func intervalOverClipsIsAsWideAsTheBinomialSays() throws {
        let clips = judgements(speakers: 1, count: 100) { _, _, clip in clip % 2 == 0 }
        let interval = try #require(
            Bootstrap(draws: 600, seed: 1).interval([clips], labelCount: 2) { $0.uar })
        #expect(abs(interval.low - 0.431) < 0.02 && abs(interval.high - 0.569) < 0.02)
    }

    /// By hand: where half of 20 speakers are always right and half always wrong, it is 0.5 ± 0.219.
    ///
    /// The deviation of the mean is √(0.25/20) = 0.112: many clips of one speaker are worth one.
    @Test func intervalOverSpeakersIsAsWideAsTheirNumberSays() throws {
        let clips = judgements(speakers: 20, count: 50) { speaker, _, _ in speaker % 2 == 0 }
        let interval = try #require(
            Bootstrap(draws: 600, seed: 1).interval([clips], labelCount: 2) { $0.uar })
        #expect(abs(interval.low - 0.3) < 0.051 && abs(interval.high - 0.7) < 0.051)
    }

    /// Models that err on the same clips differ by nothing, however wide either's own interval is.
    @Test func differencesAreDrawnInPairs() {
        let first = judgements(speakers: 12, count: 10) { speaker, _, _ in speaker % 2 == 0 }
        let better = judgements(speakers: 12, count: 10) { speaker, _, clip in speaker % 2 == 0 || clip == 0 }
        let bootstrap = Bootstrap(draws: 300, seed: 1)
        #expect(bootstrap.difference([first], [first], labelCount: 2) { $0.uar }.allSatisfy { $0 == 0 })
        let draws = bootstrap.difference([first], [better], labelCount: 2) { $0.uar }
        // A tenth of the clips of half of the speakers.
        #expect(abs((draws.mean ?? 0) - 0.05) < 0.005)
        #expect(draws.allSatisfy { $0 >= 0 && $0 <= 0.1 })
    }

    @Test func theMeanOverCorporaDrawsFromEach() throws {
        let right = judgements(speakers: 1, count: 4) { _, _, _ in true }
        let wrong = judgements(speakers: 1, count: 4) { _, _, _ in false }
        let interval = Bootstrap(draws: 50, seed: 1).interval([right, wrong], labelCount: 2) { $0.uar }
        #expect(interval?.low == 0.5 && interval?.high == 0.5)
    }
}
