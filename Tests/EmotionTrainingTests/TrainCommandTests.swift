import EmotionRecognition
import FoundationEssentials
import Testing

@testable import EmotionTraining

@Suite struct TrainCommandTests {
    @Test(arguments: [
        (["train", "--out", "m"], "--corpus"),
        (["train", "--corpus", "/tmp"], "--out"),
        (["train", "--labels", "5"], "--labels"),
        (["train", "--validation", "1.1"], "--validation"),
        (["train", "--test", "0.9"], "--test"),
        (["train", "--folds", "5"], "--fold"),
        (["train", "--split", "speakers"], "speakers"),
        (["train", "--manifest", "m.tsv", "--split", "random"], "--manifest"),
        (["train", "--folds", "5", "--fold", "6"], "--fold"),
        (["scan", "folder", "--features", "default", "--cache", "none"], "--cache none"),
        (["train", "--epochs", "0"], "--epochs"),
        (["train", "--patience", "0"], "--patience"),
        (["train", "--threads", "65"], "--threads"),
        (["train", "--dropout", "1"], "--dropout"),
        (["train", "--dropout", "nan"], "--dropout"),
        (["train", "--balance", "1.5"], "--balance"),
        (["train", "--learning-rate", "0"], "--learning-rate"),
        (["train", "--learning-rate", "inf"], "--learning-rate"),
        (["train", "--seed", "-1"], "--seed"),
        (["train", "--network", "large"], "large"),
        (["scan", "folder", "--loudly"], "--loudly"),
        (["evaluate", "--part", "all"], "all"),
        (["scan"], "folder"),
        (["sing"], "sing"),
    ])
    func wrongUseIsSaidInOneLine(arguments: [String], word: String) throws {
        var arguments = arguments
        // What a wrong option is judged beside.
        if arguments.count >= 3, arguments[0] == "train", !["--corpus", "--out"].contains(arguments[1]) {
            arguments += ["--corpus", "/nowhere", "--out", "/nowhere/m.safetensors"]
        }
        if arguments[0] == "evaluate" { arguments += ["--model", "/nowhere", "--corpus", "/nowhere"] }
        try TrainerProgram(arguments).fails(64, saying: [word, "--help"])
    }

    @Test func aFolderThatHoldsNothingOfUseIsSaidInOneLine() throws {
        let folder = try CorpusFolder()
        let out = folder.path + "/m.safetensors"
        func train(_ corpus: String) throws -> TrainerProgram {
            try TrainerProgram(["train", "--corpus", corpus, "--out", out])
        }
        let missing = folder.path + "/missing"
        try train(missing).fails(1, saying: ["cannot read \(missing): No such file or directory"])
        let empty = try CorpusFolder()
        try train(empty.path).fails(1, saying: ["\(empty.path) holds no files"])
        try empty.write(Array("words".utf8), to: "song.wav")
        try train(empty.path).fails(1, saying: ["no corpus found under \(empty.path)"])
        try TrainerProgram(["scan", empty.path]).fails(1, saying: ["no corpus found"])
        #expect(!FileManager.default.fileExists(atPath: out))
    }

    /// The scan is reported on stderr before the files turn out to be of no use.
    @Test func clipsThatAreNoAudioMakeNoModel() throws {
        let corpus = try CorpusFolder()
        for name in ["1001_DFA_ANG_XX.wav", "1002_DFA_ANG_XX.wav"] {
            try corpus.write(Array("words".utf8), to: name)
        }
        let out = corpus.path + "/m.safetensors"
        let run = try TrainerProgram(["train", "--corpus", corpus.path, "--out", out])
        #expect(run.status == 1)
        #expect(run.errors.contains("no usable clip under \(corpus.path)"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: out))
    }

    @Test func aCorpusWithoutDevelopmentSpeakersIsRefused() throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001", "1003"])
        let out = corpus.path + "/m.safetensors"
        let run = try TrainerProgram(["train", "--corpus", corpus.path, "--out", out])
        #expect(run.status == 1)
        #expect(run.errors.contains("no dev speakers under \(corpus.path)"), "\(run.errors)")
    }

    /// Found out before hours of work, and before the corpus is even looked at.
    @Test func aModelThatCannotBeWrittenIsSaidAtOnce() throws {
        let folder = try CorpusFolder()
        for out in ["/nowhere/m.safetensors", "/proc/m.safetensors", folder.path, folder.path + "/"] {
            try TrainerProgram(["train", "--corpus", folder.path, "--out", out])
                .fails(1, saying: ["cannot write \(out)"])
        }
    }

    @Test func aModelThatCannotBeReadIsSaidInOneLine() throws {
        let folder = try CorpusFolder()
        try folder.write(Array("no model".utf8), to: "m.safetensors")
        let path = folder.path + "/m.safetensors"
        for (model, word) in [("/nowhere.safetensors", "No such file"), (path, "header")] {
            try TrainerProgram(["evaluate", "--model", model, "--corpus", folder.path])
                .fails(1, saying: [model, word])
        }
    }

    @Test func aTrainedModelIsWrittenWholeAndCanBeJudged() throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001", "1002"])
        let out = corpus.path + "/m.safetensors"
        let metrics = corpus.path + "/epochs.jsonl"
        let run = try TrainerProgram([
            "train", "--corpus", corpus.path, "--out", out, "--epochs", "2", "--no-augmentation",
            "--members", "2", "--metrics", metrics,
        ])
        #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
        #expect(try String(contentsOfFile: metrics, encoding: .utf8).split(separator: "\n").count == 2)
        #expect(!FileManager.default.fileExists(atPath: out + ".partial"))
        #expect(try SpeechEmotionModel(path: out).neutralReference != nil)
        let judged = try TrainerProgram([
            "evaluate", "--model", out, "--corpus", corpus.path, "--part", "dev", "--quick",
        ])
        #expect(judged.status == 0, "\(judged.errors)")
        #expect(judged.output.contains("crema-d\t6\t"), "\(judged.output)")
    }

    /// Killed after so many epochs' lines, or before the first.
    @Test(arguments: [0, 1, 2])
    func aRunThatWasKilledEndsInTheSameModel(epochs: Int) throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001", "1002"])
        func arguments(_ name: String) -> [String] {
            [
                "train", "--corpus", corpus.path, "--out", "\(corpus.path)/\(name)", "--epochs", "3",
                "--members", "1", "--no-augmentation",
            ]
        }
        #expect(try TrainerProgram(arguments("whole")).status == 0)
        try TrainerProgram.kill(
            arguments("killed"), once: "\(corpus.path)/killed.metrics.jsonl", hasLines: epochs)
        let resumed = try TrainerProgram(arguments("killed") + ["--resume"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        func bytes(_ name: String) throws -> Data {
            try Data(contentsOf: URL(filePath: "\(corpus.path)/\(name)"))
        }
        #expect(try bytes("killed") == bytes("whole"))
        #expect(try bytes("killed.metrics.jsonl") == bytes("whole.metrics.jsonl"))
        #expect(!FileManager.default.fileExists(atPath: "\(corpus.path)/killed.checkpoint"))
    }

    @Test func helpIsPrintedAndSucceeds() throws {
        for arguments in [["--help"], ["train", "--help"], ["help", "scan"]] {
            let run = try TrainerProgram(arguments)
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(run.output.contains("USAGE: undertone-train"))
        }
    }
}
