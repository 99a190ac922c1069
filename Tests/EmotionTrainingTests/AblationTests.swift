import EmotionRecognition
import Testing

@testable import EmotionTraining

@Suite struct AblationTests {
    private func ablation(epochs: Int = 1) throws -> Ablation {
        let libraries = try TinyCorpus.smallLibraries.get()
        var options = TrainingOptions(network: .plain)
        (options.members, options.passes, options.epochs) = (1, 1, epochs)
        return Ablation(
            train: libraries.train, development: libraries.development, noise: .empty, labels: Emotion.six,
            options: options, manifestSHA256: "abc")
    }

    @Test func everyGroupIsLeftOutOnceForEachSeedAndNothingIsTrainedTwice() throws {
        var (trained, reused, kept) = (0, 0, [AblationReport]())
        func run(_ seeds: [UInt64], known: AblationReport?, epochs: Int = 1) throws -> AblationReport {
            (trained, reused) = (0, 0)
            return try ablation(epochs: epochs).run(seeds: seeds, known: known, finished: { kept.append($0) })
            {
                switch $0 {
                case .run: trained += 1
                case .reused: reused += 1
                case .training: break
                }
            }
        }
        let first = try run([1], known: nil)
        #expect(trained == 7 && reused == 0 && kept.count == 7)
        #expect(first.runs.map(\.without) == [AblationReport.nothing] + AblationGroup.all.map(\.name))
        // Read back, as after an interruption.
        let read = try AblationReport(json: try kept[4].json())
        #expect(try read.json() == kept[4].json())
        let second = try run([1], known: read)
        #expect(trained == 2 && reused == 5)
        #expect(try second.json() == first.json())
        // Another recipe's results are of no use.
        _ = try run([1], known: first, epochs: 2)
        #expect(trained == 7 && reused == 0)
    }

    @Test func whatIsLostIsTheMeanOverTheSeeds() {
        func run(_ without: String, _ seed: UInt64, _ uar: Double) -> AblationReport.Run {
            .init(without: without, seed: seed, meanUAR: uar, uars: [:])
        }
        let report = AblationReport(
            recipe: ["training.epochs": "10"], manifestSHA256: "",
            runs: [
                run(AblationReport.nothing, 1, 0.5), run("gain", 1, 0.45),
                run(AblationReport.nothing, 2, 0.52), run("gain", 2, 0.51),
            ])
        let rows = report.rows
        #expect(rows.map(\.without) == [AblationReport.nothing, "gain"])
        #expect(abs(rows[1].mean - 0.48) < 1e-12 && abs(rows[1].spread - 0.06) < 1e-12)
        #expect(rows[1].lost.map { ($0 * 10).rounded() / 10 } == [5, 1])
        #expect(report.markdown().contains("| gain | 0.480 | 0.450, 0.510 | 0.060 | 3.0 | 5.0, 1.0 |"))
    }
}
