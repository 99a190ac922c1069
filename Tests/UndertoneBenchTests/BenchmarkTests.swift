import ArgumentParser
import EmotionRecognition
import TestSupport
import Testing

@testable import undertone_bench

/// The benchmarks that are quick enough, as quickly as they go: what they measure here means nothing.
@Suite struct BenchmarkTests {
    private static let setting = BenchmarkSetting(
        model: randomModel(networks: 2), modelPath: "", programPath: "", seconds: 0.01)

    private func figures(_ names: String...) throws -> [Figure] {
        try Benchmarks.all.filter { names.contains($0.name) }.flatMap { try $0.run(Self.setting) }
    }

    @Test func everyFigureHasItsNameAndAFiniteValue() throws {
        let figures = try figures("front-end", "network-step", "reference-step", "sgemv")
        let steps = ["network-step.model", "network-step.plain", "reference-step"]
        let percentiles = steps.flatMap { step in ["p50", "p99", "p99_9"].map { "\(step).\($0)" } }
        let matrices = ["plain", "model", "reference"].flatMap {
            ["sgemv.\($0)", "sgemv.\($0).step", "sgemv.\($0).step_ratio"]
        }
        let frontEnd = ["front-end.frames_per_second", "front-end.frame"]
        #expect(figures.map(\.name) == frontEnd + percentiles + matrices)
        for figure in figures {
            #expect(figure.value.isFinite && figure.value > 0 && !figure.unit.isEmpty, "\(figure.name)")
        }
    }

    @Test func theReportIsOneLineOfJSONThatNamesTheMachine() throws {
        var report = BenchmarkReport()
        report.figures = [Figure("front-end.frame", 12.5, "µs"), Figure("odd", 1234.56, "ms")]
        report.end()
        #expect(report.json.split(separator: "\n").count == 1)
        let json = try JSONValue(parsing: report.json)
        #expect(json["figures"]?[0]?["name"]?.string == "front-end.frame")
        #expect(json["figures"]?[0]?["value"]?.number == 12.5)
        #expect(json["figures"]?[1]?["unit"]?.string == "ms")
        #expect((json["machine"]?["processors"]?.number ?? 0) >= 1)
        #expect(["baseline", "neon", "avx2", "avx512"].contains(json["machine"]?["kernels"]?.string))
        #expect(report.text.contains("front-end.frame  12.5 µs") && report.text.contains("1235 ms"))
    }

    @Test func everyBenchmarkHasANameOfItsOwn() {
        #expect(Set(Benchmarks.all.map(\.name)).count == Benchmarks.all.count)
    }

    @Test func theSpeechOfTheInstructionBudgetIsHeardAsSpeech() {
        let model = randomModel()
        let speech = Workload.speech.run(model, seconds: 3)
        #expect(speech.estimates == 12 && speech.speech >= 9)
        let silence = Workload.silence.run(model, seconds: 3)
        #expect(silence.estimates == 12 && silence.speech == 0)
        #expect(Workload.frontEnd.run(model, seconds: 1).estimates == 0)
    }

    @Test(arguments: [
        ["--only", "nonsense"], ["--seconds", "0"], ["--audio", "0"], ["--workload", "nonsense"],
    ])
    func wrongUseIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try UndertoneBench.parse(arguments) }
    }
}
