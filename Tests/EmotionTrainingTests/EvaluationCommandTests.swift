import EmotionModel
import EmotionRecognition
import FoundationEssentials
import TestSupport
import Testing

@testable import EmotionTraining

@Suite struct EvaluationCommandTests {
    /// A corpus of one training and one development speaker, and an untrained model.
    private struct Material {
        let folder: CorpusFolder
        var corpus: String { folder.path }
        var model: String { folder.path + "/m.safetensors" }

        init() throws {
            folder = try CorpusFolder()
            try TinyCorpus.write(to: folder, speakers: ["1001", "1002"])
            var made = randomModel()
            made.neutralReference = NeutralBaseline(
                labels: made.labels, logPosterior: made.labels.map { _ in -2 })
            try made.write(to: model)
        }

        /// The same model under other names for its outputs.
        func relabelled(_ labels: String) throws -> String {
            let file = randomModel().file
            var metadata = file.metadata
            metadata["labels"] = labels
            let path = folder.path + "/other.safetensors"
            try SafetensorsFile(tensors: file.tensors, metadata: metadata).write(to: path)
            return path
        }

        func evaluate(_ arguments: String..., model: String? = nil) throws -> TrainerProgram {
            try TrainerProgram(
                [
                    "evaluate", "--model", model ?? self.model, "--corpus", corpus, "--part", "dev",
                    "--quick",
                ] + arguments)
        }
    }

    @Test(arguments: [
        (["--subset", "0"], "--subset"), (["--draws", "0"], "--draws"), (["--noise-folds", "one"], "one"),
        (["--noise-folds", ""], "--noise-folds"), (["--seed", "-1"], "--seed"),
        (["--baseline", "0"], "--baseline"),
    ])
    func wrongUseIsSaidInOneLine(arguments: [String], word: String) throws {
        try TrainerProgram(["evaluate", "--model", "/nowhere", "--corpus", "/nowhere"] + arguments)
            .fails(64, saying: [word, "--help"])
    }

    @Test func aModelOfAnotherLabelSetIsRefused() throws {
        let material = try Material()
        let other = try material.relabelled("angry,bored,fear,happy,neutral,sad")
        try material.evaluate(model: other).fails(1, saying: [other, "bored"])
        let swapped = try material.relabelled("disgust,angry,fear,happy,neutral,sad")
        try material.evaluate("--model", swapped).fails(1, saying: ["different labels", swapped])
    }

    @Test func whatIsWrongIsSaidBeforeTheWork() throws {
        let material = try Material()
        try material.evaluate("--out", "/proc/report").fails(1, saying: ["cannot write /proc/report"])
        try material.evaluate("--out", material.model).fails(1, saying: ["cannot write", material.model])
        let log = material.folder.path + "/log.jsonl"
        try material.evaluate("--metrics", log).fails(1, saying: [log, "No such file"])
        try material.folder.write(Array("{\"epoch\":1}\nwords\n{\"epoch\":2}\n".utf8), to: "log.jsonl")
        try material.evaluate("--metrics", log).fails(1, saying: [log, "line 2"])
    }

    @Test func theReportIsWrittenWhole() throws {
        let material = try Material()
        let out = material.folder.path + "/reports/first"
        let run = try material.evaluate("--out", out, "--draws", "20", "--json")
        #expect(run.status == 0, "\(run.errors)")
        let json = try String(contentsOfFile: out + "/report.json", encoding: .utf8)
        #expect(run.output == json)
        let report = try JSONValue(parsing: json)
        #expect(report["procedure"]?["split"]?.string == "dev")
        #expect(report["models"]?[0]?["overall"]?["clips"]?.number == 6)
        let text = try String(contentsOfFile: out + "/report.md", encoding: .utf8)
        #expect(text.contains("## Clip labels"))
        let files = try FileManager.default.contentsOfDirectory(atPath: out)
        #expect(!files.contains { $0.hasSuffix(".partial") }, "\(files)")
        // Every picture that the text shows is there.
        for line in text.split(separator: "\n") where line.hasPrefix("![") {
            let file = line.split(separator: "(").last?.dropLast() ?? ""
            #expect(files.contains(String(file)), "\(line)")
        }
        #expect(text.contains("![") == files.contains("confusion.png"))
    }

    @Test func severalModelsAreSetSideBySide() throws {
        let material = try Material()
        let run = try material.evaluate("--model", material.model, "--draws", "20")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("over models: UAR, mean of corpora\t\t"))
        #expect(run.output.contains("second minus first: mean of corpora\t\t0.000\t0.000–0.000"))
    }

    @Test func aSpeakersOwnBaselineIsJudgedInPairs() throws {
        let material = try Material()
        let run = try material.evaluate("--baseline", "1", "--draws", "20", "--json")
        #expect(run.status == 0, "\(run.errors)")
        let figures = try #require(try JSONValue(parsing: run.output)["neutral_baselines"]?[0])
        #expect(figures["clips_per_speaker"]?.number == 1 && figures["speakers"]?.number == 1)
        // The neutral clip made the baseline and is not judged.
        let row = try #require(figures["rows"]?[0])
        #expect(row["clips"]?.number == 5 && row["corpus"]?.string == "mean of corpora")
        let gain = try #require(figures["difference"]?["rows"]?[0]?["uar"]?["value"]?.number)
        let (without, with) = (row["without"]?.number ?? -1, row["with"]?.number ?? -1)
        #expect(abs(gain - (with - without)) < 1e-9)
        let table = try material.evaluate("--baseline", "1", "--draws", "20").output
        #expect(table.contains("neutral baseline from 1 clips\tclips"))
    }

    @Test func aModelWithoutAReferenceIsJudgedByNoBaseline() throws {
        let material = try Material()
        let bare = try material.relabelled("angry,disgust,fear,happy,neutral,sad")
        try material.evaluate("--baseline", "1", model: bare)
            .fails(1, saying: [bare, "undertone-train reference"])
    }

    @Test func aSpeakerWithTooFewNeutralClipsIsLeftOut() throws {
        let material = try Material()
        let run = try material.evaluate("--baseline", "2", "--draws", "20", "--json")
        #expect(run.status == 0, "\(run.errors)")
        let figures = try JSONValue(parsing: run.output)["neutral_baselines"]?[0]
        #expect(figures?["speakers"]?.number == 0 && figures?["rows"]?[0]?["clips"]?.number == 0)
    }
}
