import TestSupport
import Testing

@testable import EmotionTraining

@Suite struct EvaluationBaselineTests {
    /// Expected values: Tests/golden-scripts/check_evaluation.py.
    @Test func logisticRegressionIsThatOfScikitLearn() {
        let values = GoldenTable.hashed("evaluation.features", count: 240).map(Double.init)
        let features = (0..<60).map { Array(values[$0 * 4..<$0 * 4 + 4]) }
        let labels = GoldenTable.hashed("evaluation.labels", count: 60).map { value in
            Int((Double(value) + 1) * 0x1p23) % 3
        }
        let truths = zip(features, labels).map { row, label in row[0] + row[1] > 0.4 ? 2 : label }
        let model = LogisticRegression(features: features, truths: truths, labelCount: 3)
        let expected: [Int: [Double]] = [
            0: [0.422_334_652_402_459_15, 0.277_148_425_297_654_3, 0.300_516_922_299_886_4],
            17: [0.053_444_873_327_109_656, 0.040_757_684_500_281_59, 0.905_797_442_172_607_1],
            59: [0.537_865_796_362_276_8, 0.147_941_399_557_389_72, 0.314_192_804_080_333_45],
        ]
        for (row, probabilities) in expected {
            for (ours, theirs) in zip(model.probabilities(of: features[row]), probabilities) {
                #expect(abs(ours - theirs) < 1e-5, "row \(row)")
            }
        }
    }

    /// Rosenbrock's valley, whose least value lies at (1, 1).
    @Test func theMinimumIsFound() {
        let point = QuasiNewton.minimize(from: [-1.2, 1]) { point, gradient in
            let (x, y) = (point[0], point[1])
            gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x)
            gradient[1] = 200 * (y - x * x)
            return 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x)
        }
        #expect(abs(point[0] - 1) < 1e-6 && abs(point[1] - 1) < 1e-6)
    }

    @Test func statisticsAreOfTheSpeechAlone() throws {
        var voice = SyntheticVoice(pitchHertz: 140, resonanceHertz: 800)
        voice.speaking = 0..<1
        let speech = voice.samples(seconds: 1, seed: 1)
        let row = try #require(LinearBaseline.statistics(of: speech))
        #expect(row.count == 80 && row.allSatisfy(\.isFinite) && row[40...].allSatisfy { $0 >= 0 })
        let behindSilence = [Float](repeating: 0, count: 32_000) + speech
        let other = try #require(LinearBaseline.statistics(of: behindSilence))
        #expect(zip(row, other).allSatisfy { abs($0 - $1) < 0.5 })
        #expect(LinearBaseline.statistics(of: [Float](repeating: 0, count: 16_000)) == nil)
    }

    @Test func voicesThatDifferAreToldApart() throws {
        let libraries = try TinyCorpus.libraries.get()
        func examples(_ library: ClipLibrary) -> [(features: [Double], truth: Int)] {
            library.clips.indices.compactMap { index in
                LinearBaseline.statistics(of: library.samples(at: index)).map {
                    ($0, Emotion.six.firstIndex(of: library.clips[index].emotion) ?? 0)
                }
            }
        }
        let baseline = LinearBaseline(
            examples: examples(libraries.train), labels: Emotion.six.map(\.rawValue))
        let right = examples(libraries.development).count { baseline.answer(to: $0.features) == $0.truth }
        #expect(right >= 10, "\(right) of 12")
        #expect(baseline.trainingClips == 24)
    }
}
