import FoundationEssentials
import Plotting
import Testing

@testable import EmotionTraining

/// Whether gnuplot is there; without it nothing can be drawn, and the tests that draw are skipped.
let hasGnuplot = ["/usr/bin", "/usr/local/bin", "/bin"].contains {
    FileManager.default.isExecutableFile(atPath: $0 + "/gnuplot")
}

/// Draws a picture both ways; UNDERTONE_TEST_PICTURES names a folder in which they stay for people to look at.
func draw(_ picture: Picture, as name: String) async throws {
    let svg = String(decoding: try await picture.encoded(as: .svg), as: UTF8.self)
    for words in [picture.title, picture.rows.first?.panels.first?.y.label].compactMap(\.self) {
        #expect(svg.contains(words), "\(name): \(words)")
    }
    guard let folder = ProcessInfo.processInfo.environment["UNDERTONE_TEST_PICTURES"] else { return }
    try await picture.write(to: "\(folder)/\(name).png")
}

@Suite(.enabled(if: hasGnuplot, "gnuplot draws"))
struct ReportPicturesTests {
    private let labels = Emotion.six.map(\.rawValue)

    @Test func aConfusionMatrixIsDrawn() async throws {
        let counts = (0..<6).map { row in
            (0..<7).map { $0 == row ? 120 + 10 * row : $0 == 6 ? 4 : 40 - 5 * abs($0 - row) }
        }
        let picture = ReportPictures.confusion(
            title: "CREMA-D, test speakers", subtitle: "UAR 0.547 [0.51, 0.58], 1556 clips", counts: counts,
            labels: labels)
        try await draw(picture, as: "confusion")
        let square = ReportPictures.confusion(
            title: "no answers", counts: [[0, 0], [1, 2]], labels: ["angry", "sad"])
        try await draw(square, as: "confusion-square")
    }

    @Test func reliabilityIsDrawn() async throws {
        let bins = 15
        let confidence = (0..<bins).map { (Double($0) + 0.55) / Double(bins) }
        let picture = ReportPictures.reliability(
            title: "Utterances of all test speakers", subtitle: "ECE 0.046; a perfect model shows 0.025",
            confidence: confidence, accuracy: confidence.map { 0.08 + 0.85 * $0 },
            counts: (0..<bins).map { $0 < 3 ? 0 : 20 * $0 * (bins - $0) })
        try await draw(picture, as: "reliability")
    }

    @Test func riskAgainstCoverageIsDrawn() async throws {
        let coverage = (1...50).map { Double($0) / 50 }
        let risk = coverage.map { 0.1 + 0.36 * $0 * $0 }
        let picture = ReportPictures.riskCoverage(
            title: "All test speakers",
            curves: [
                .init(
                    "default", x: coverage, y: risk, lower: risk.map { $0 - 0.03 },
                    upper: risk.map { $0 + 0.03 }),
                .init("reference", x: coverage, y: risk.map { $0 + 0.07 }),
            ])
        try await draw(picture, as: "risk-coverage")
    }

    @Test func uarAgainstSecondsIsDrawn() async throws {
        let seconds = [0.5, 1, 1.5, 2, 3]
        let curves = ["crema-d", "ravdess", "savee", "tess"].enumerated().map { index, name in
            let y = [0.3, 0.44, 0.49, 0.52, .nan].map { $0 + 0.04 * Double(index) }
            return ReportPictures.Curve(
                name, x: seconds, y: y, lower: y.map { $0 - 0.03 }, upper: y.map { $0 + 0.03 })
        }
        let picture = ReportPictures.uarAgainstSeconds(
            title: "Test speakers", subtitle: "95 % intervals", curves: curves, chance: 1.0 / 6)
        try await draw(picture, as: "uar-seconds")
    }

    @Test func trainingCurvesAreDrawnFromTheirLog() async throws {
        let lines = (1...22).map { epoch in
            let uar = 0.6 - 0.4 / Double(epoch)
            return """
                {"epoch":\(epoch),"loss":\(1.0 + 0.8 / Double(epoch)),"learning_rate":\(0.0025 * Double(23 - epoch) / 22),\
                "dev_uar":\(uar),"dev":{"crema-d":\(uar - 0.05),"savee":\(uar + 0.08)},"best":\(epoch < 20)}
                """
        }
        let metrics = try TrainingMetrics(jsonLines: lines.joined(separator: "\n") + "\n{\"epoch\":23,\"lo")
        #expect(metrics.epochs.count == 22 && metrics.best?.epoch == 19)
        try await draw(
            ReportPictures.trainingCurves(title: "default network, seed 1", metrics: metrics), as: "training")
    }

    @Test func nothingMeasuredIsDrawnToo() async throws {
        let none = ReportPictures.reliability(title: "none", confidence: [0], accuracy: [0], counts: [0])
        try await draw(none, as: "reliability-none")
        try await draw(ReportPictures.riskCoverage(title: "none", curves: []), as: "risk-none")
        try await draw(
            ReportPictures.uarAgainstSeconds(title: "none", curves: [], chance: 0.2), as: "uar-none")
        let metrics = TrainingMetrics(epochs: [])
        try await draw(ReportPictures.trainingCurves(title: "none", metrics: metrics), as: "training-none")
    }
}

@Suite struct TrainingMetricsTests {
    @Test func theLaterLineOfAnEpochCounts() throws {
        let text = "{\"epoch\":1,\"loss\":2}\n{\"epoch\":2}\n\n{\"epoch\":1,\"loss\":1.5,\"other\":[1]}\n"
        let metrics = try TrainingMetrics(jsonLines: text)
        #expect(metrics.epochs.map(\.epoch) == [1, 2] && metrics.epochs[0].loss == 1.5)
        #expect(metrics.best == nil)
        #expect(try TrainingMetrics(jsonLines: "").epochs.isEmpty)
    }

    @Test func aLineThatIsNoEpochIsNamed() {
        #expect(throws: TrainingMetricsError(line: 2)) {
            try TrainingMetrics(jsonLines: "{\"epoch\":1}\nnonsense\n{\"epoch\":2}\n")
        }
    }
}
