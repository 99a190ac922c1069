import FoundationEssentials
import Testing

@testable import EmotionTraining

@Suite struct PlotCommandTests {
    @Test(arguments: [
        (["plot"], "file"),
        (["plot", "a.wav"], "--out"),
        (["plot", "a.wav", "--out", "/tmp", "--kind", "colour"], "colour"),
        (["plot", "a.wav", "--out", "/tmp", "--format", "gif"], "gif"),
        (["plot", "a.wav", "--out", "/tmp", "--augmented", "--compare"], "--compare"),
        (["plot", "a.wav", "--out", "/tmp", "--noise", "/tmp"], "--noise"),
    ])
    func wrongUseIsSaidInOneLine(arguments: [String], word: String) throws {
        try TrainerProgram(arguments).fails(64, saying: [word, "--help"])
    }

    @Test(.enabled(if: hasGnuplot, "gnuplot draws"))
    func whatCannotBeDrawnIsSaidInOneLine() throws {
        let folder = try CorpusFolder()
        try folder.write(Array("no table".utf8), to: "m.tsv")
        let audio = folder.path + "/1001_DFA_ANG_XX.wav"
        let out = ["--out", folder.path + "/out"]
        func plot(_ arguments: String...) throws -> TrainerProgram {
            try TrainerProgram(["plot"] + arguments + out)
        }
        try plot("/nowhere/m.tsv").fails(1, saying: ["/nowhere/m.tsv"])
        try plot(folder.path + "/m.tsv").fails(1, saying: ["m.tsv", "manifest"])
        try plot(audio, "--speaker", "1002").fails(1, saying: ["no clip of speaker 1002"])
        try plot(audio, "--compare").fails(1, saying: ["nothing to compare"])
        try plot(audio, "--augmented", "--noise", "/nowhere").fails(1, saying: ["cannot read /nowhere"])
        try TrainerProgram(["plot", audio, "--out", "/nowhere/out"]).fails(
            1, saying: ["cannot write /nowhere/out"])
        try TrainerProgram(["plot", audio, "--out", folder.path + "/m.tsv"])
            .fails(1, saying: ["cannot write", "m.tsv"])
    }

    @Test(.enabled(if: hasGnuplot, "gnuplot draws"))
    func oneBadClipDoesNotStopTheOthers() throws {
        let folder = try CorpusFolder()
        try TinyCorpus.write(to: folder, speakers: ["1001"])
        try folder.write(Array("no audio".utf8), to: "bad.wav")
        let good = folder.path + "/AudioWAV/1001_DFA_ANG_XX.wav"
        let out = folder.path + "/out"
        let run = try TrainerProgram([
            "plot", folder.path + "/bad.wav", good, good, "--kind", "waveform", "--format", "svg", "--out",
            out,
        ])
        #expect(run.status == 1 && run.errors.contains("bad.wav") && run.errors.contains("2 pictures"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out).sorted() == [
                "1001_DFA_ANG_XX-waveform-2.svg", "1001_DFA_ANG_XX-waveform.svg",
            ])
    }

    @Test(.enabled(if: hasGnuplot, "gnuplot draws"))
    func aManifestBecomesASheetForEachSpeaker() throws {
        let folder = try CorpusFolder()
        try TinyCorpus.write(to: folder, speakers: ["1001", "1003"])
        try CorpusManifest(CorpusScanner().scan(root: folder.path)).write(to: folder.path + "/m.tsv")
        let out = folder.path + "/out"
        let run = try TrainerProgram([
            "plot", folder.path + "/m.tsv", "--compare", "--kind", "mfcc", "--out", out,
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out).sorted() == [
                "crema-d-1001-mfcc-compare.png", "crema-d-1003-mfcc-compare.png",
            ])
    }
}
