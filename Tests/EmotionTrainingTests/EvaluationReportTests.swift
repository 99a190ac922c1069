import EmotionRecognition
import Testing
import TestSupport

@testable import EmotionTraining

@Suite struct EvaluationReportTests {
    private static let outcomes: [ClipOutcome] = (0..<48).map { index in
        let label = index % 6
        let clip = HandMade.clip(
            "\(index)", speaker: "\(1000 + index / 24)", corpus: index < 36 ? .cremaD : .ravdess,
            label: label, sex: index / 24 == 0 ? .female : .male)
        let answer = index % 7 == 0 ? nil : index % 3 == 0 ? (label + 1) % 6 : label
        let shown = [nil, nil, nil, 0] + [Int?](repeating: answer, count: 6)
        return HandMade.outcome(clip, answer: answer, confidence: 0.5 + Float(index) / 100, shown: shown)
    }

    private func report(models: Int = 1) -> EvaluationReport {
        var options = EvaluationOptions()
        options.bootstrapDraws = 10
        let model = randomModel()
        let evaluations = (0..<models).map { skipped in
            ProgramEvaluation(
                labels: HandMade.labels,
                outcomes: Self.outcomes.map { outcome in
                    // Each further model has no answer to one clip more.
                    outcome.clip.name.hasSuffix("_\(skipped)")
                        ? HandMade.outcome(outcome.clip, answer: nil) : outcome
                })
        }
        return EvaluationReport(
            procedure: EvaluationReport.Procedure(
                protocolName: "standard", split: "dev", isLeaky: false, manifestSHA256: "abc",
                labels: HandMade.labels, options: options),
            models: evaluations.map {
                ModelFigures(
                    path: "m.safetensors", model: model, evaluation: $0, further: nil,
                    bootstrap: options.bootstrap)
            }, baseline: nil,
            difference: models > 1
                ? ModelDifference(evaluations[0], evaluations[1], options.bootstrap) : nil)
    }

    @Test func theJSONHoldsEverything() throws {
        let report = report(models: 2)
        let bytes = try report.json()
        #expect(try report.json() == bytes)
        let value = try JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
        #expect(value["procedure"]?["manifest_sha256"]?.string == "abc")
        let first = value["models"]?[0]
        #expect(first?["overall"]?["uar"]?["value"]?.number == report.models[0].overall.uar.value)
        #expect(first?["corpora"]?[0]?["corpus"]?.string == "crema-d")
        #expect(first?["overall"]?["calibration"]?["ece"]?.number != nil)
        #expect(value["over_models"]?[0]?["figure"]?.string == "UAR, mean of corpora")
    }

    @Test func theMeanIsOverCorporaAndNotOverClips() {
        let model = report().models[0]
        #expect(model.corpora.map(\.clips) == [36, 12])
        let uars = model.corpora.map(\.uar.value)
        #expect(abs(model.overall.uar.value - (uars[0] + uars[1]) / 2) < 1e-12 && uars[0] != uars[1])
        #expect(model.corpora[0].bySex.map(\.name) == ["f", "m"])
        #expect(model.corpora[0].bySpeaker.map(\.name) == ["1000", "1001"])
        #expect(model.corpora[0].bySpeaker.allSatisfy { $0.uar.interval != nil })
        let worst = model.corpora[0].bySpeaker.map(\.uar.value).min()
        #expect(model.corpora[0].worstSpeaker?.uar.value == worst)
    }

    @Test func theTextSaysEachFigureAndNothingThatIsNoNumber() {
        let text = report(models: 3).markdown()
        for words in [
            "# Evaluation on the dev speakers", "manifest SHA-256 `abc`", "| chance | 0.167 |",
            "## Over 3 models", "## Second model minus first", "| UAR after | clips | show a label |",
            "## Confusions",
            "listeners, audio alone",
        ] { #expect(text.contains(words), "\(words)") }
        #expect(!text.contains("nan") && !text.contains("inf"))
        // Every row of a table has as many cells as its head.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("|") && next.hasPrefix("|") {
            #expect(line.split(separator: "|").count == next.split(separator: "|").count, "\(next)")
        }
        #expect(report(models: 3).markdown() == text)
    }

    @Test func onlyModelsOfOneRecipeHaveAMean() {
        func figures(_ provenance: [String: String]) -> ModelFigures {
            var model = randomModel()
            model.provenance = provenance
            let evaluation = ProgramEvaluation(labels: HandMade.labels, outcomes: Self.outcomes)
            return ModelFigures(
                path: "m", model: model, evaluation: evaluation, further: nil,
                bootstrap: Bootstrap(draws: 5, seed: 1))
        }
        func spread(_ first: [String: String], _ second: [String: String]) -> [Spread]? {
            EvaluationReport(
                procedure: report().procedure, models: [figures(first), figures(second)], baseline: nil,
                difference: nil
            ).overModels
        }
        #expect(spread(["training.seed": "1"], ["training.seed": "2"]) != nil)
        #expect(spread(["training.epochs": "1"], ["training.epochs": "2"]) == nil)
    }

    @Test func aLeakySplitIsSaidFirst() {
        let plain = report()
        let leaky = EvaluationReport(
            procedure: EvaluationReport.Procedure(
                protocolName: "random", split: "test", isLeaky: true, manifestSHA256: "abc",
                labels: HandMade.labels, options: EvaluationOptions()),
            models: plain.models, baseline: nil, difference: nil)
        #expect(leaky.markdown().contains("**Leaky split"))
        #expect(!plain.markdown().contains("eaky split"))
    }

    @Test(arguments: [
        (0.56789, 3, "0.568"), (-0.0004, 3, "0.000"), (-0.25, 1, "-0.3"), (12, 0, "12"), (.nan, 3, "–"),
        (0.05, 4, "0.0500"),
    ])
    func decimalsAreFixed(value: Double, places: Int, text: String) {
        #expect(decimal(value, places: places) == text)
    }
}
