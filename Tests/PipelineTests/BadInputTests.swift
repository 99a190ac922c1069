import Glibc
import TestSupport
import Testing

/// Each bad input ends with the documented code and one clear line on stderr.
@Suite struct BadInputTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func expectOneLine(_ errors: String, saying words: String, _ comment: String) {
        #expect(errors.hasPrefix("undertone: ") && errors.hasSuffix("\n"), "\(comment): \(errors)")
        #expect(errors.split(separator: "\n").count == 1, "\(comment): \(errors)")
        #expect(errors.contains(words), "\(comment): \(errors)")
    }

    /// Refused at start: nothing on stdout, 1.
    @Test func whatIsRefusedAtStartPrintsNothing() throws {
        let speech = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 1)), as: "speech.wav")
        let text = try folder.write(Array(repeating: UInt8(ascii: "x"), count: 4000), as: "not-audio.wav")
        let empty = try folder.write([], as: "empty.wav")
        let zero = try folder.write(TestAudio.wav([]), as: "zero.wav")
        let corrupt = try folder.write(Array("no model".utf8), as: "corrupt.safetensors")
        let rows: [(arguments: [String], words: String)] = [
            (["analyze", folder.path("absent.wav")], "no such file"),
            (["listen", "--input", folder.path("absent.wav")], "no such file"),
            (["analyze", folder.path("")], "directory"),
            (["listen", "--input", folder.path(""), "--fast"], "directory"),
            (["analyze", text], "not an audio file"),
            (["analyze", empty], "empty"),
            (["analyze", zero], "no audio"),
            (["analyze", "--channel", "2", speech], "channel 2"),
            (["analyze", "--model", folder.path("absent.safetensors"), speech], "absent.safetensors"),
            (["analyze", "--model", corrupt, speech], "corrupt.safetensors"),
            (["listen", "--model", corrupt], "corrupt.safetensors"),
            (["listen", "--device", "hw:CARD=absent"], "cannot open hw:CARD=absent"),
            (["model", "--model", folder.path("absent.safetensors")], "absent.md"),
        ]
        for row in rows {
            let finished = try ProgramRun(row.arguments).finish()
            #expect(finished.code == 1 && finished.lines.isEmpty, "\(row.arguments)")
            expectOneLine(finished.errors, saying: row.words, "\(row.arguments)")
        }
    }

    @Test func badValuesAreUsageErrors() throws {
        let rows: [(arguments: [String], environment: [String: String], words: String)] = [
            (["listen", "--every", "0"], [:], "--every 0"),
            (["listen", "--every", "nan"], [:], "--every nan"),
            (["listen", "--every", "10.1"], [:], "--every 10.1"),
            (["analyze", "--every", "x", "f.wav"], [:], "--every x"),
            (["analyze", "f.wav"], ["UNDERTONE_EVERY": "0"], "UNDERTONE_EVERY=0"),
            (["listen", "--channel", "0"], [:], "--channel 0"),
            (["listen", "--channel", "left"], [:], "--channel left"),
            (["listen", "--status-every", "0"], [:], "--status-every 0"),
            (["listen", "--device", "default", "--input", "f.wav"], [:], "--device"),
            (["listen", "--fast"], [:], "--fast"),
            (["listen", "--input", "f.wav", "--or-sample"], [:], "--or-sample"),
            (["listen", "--input", "f.wav", "--format", "s16le"], [:], "--format"),
            (["listen", "--input", "-", "--format", "s17le"], [:], "--format s17le"),
            (["listen", "--input", "-", "--rate", "8000"], [:], "--rate"),
            (["listen", "--input", "-", "--format", "s16le", "--rate", "1"], [:], "--rate 1"),
            (["listen", "--input", "-", "--format", "s16le", "--channels", "0"], [:], "--channels 0"),
            (["analyze"], [:], "file"),
            (["sing"], [:], "sing"),
            (["listen", "--loud"], [:], "--loud"),
        ]
        for row in rows {
            let finished = try ProgramRun(row.arguments, environment: row.environment).finish()
            #expect(finished.code == 64 && finished.lines.isEmpty, "\(row.arguments)")
            expectOneLine(finished.errors, saying: row.words, "\(row.arguments)")
        }
    }

    /// What came before is analysed, `end` says so, 1.
    @Test func whatTurnsBadMidwayIsAnalysedUpToThere() throws {
        let wav = TestAudio.wav(TestAudio.speech(seconds: 4))
        var samples = TestAudio.speech(seconds: 4)
        samples[32_000] = .nan
        let rows: [(file: String, words: String)] = [
            (
                try folder.write(Array(wav.prefix(44 + 64_000)), as: "truncated.wav"),
                "breaks off after 2.000 s"
            ),
            (try folder.write(TestAudio.floatWAV(samples), as: "nan.wav"), "not a finite number"),
        ]
        for row in rows {
            for arguments in [
                ["analyze", row.file], ["listen", "--fast", "--input", row.file],
                ["listen", "--input", row.file],
            ] {
                let finished = try ProgramRun(arguments).finish()
                #expect(finished.code == 1)
                expectOneLine(finished.errors, saying: row.words, "\(arguments)")
                #expect(finished.events("estimate").count == 8)
                #expect(finished.lines.last?["event"] == .string("end"))
                #expect(finished.lines.last?["reason"] == .string("error"))
                #expect(finished.lines.last?["seconds"] == .number(2))
            }
        }
    }

    @Test func theOtherFilesStillRun() throws {
        let good = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 1)), as: "good.wav")
        let finished = try run("analyze", folder.path("absent.wav"), good, folder.path("gone.wav"), good)
        #expect(finished.code == 1 && finished.events("end").count == 2)
        #expect(finished.errors.split(separator: "\n").count == 2)
    }

    @Test(arguments: [["schema"], ["devices"], ["--help"], ["analyze", "f.wav"], ["listen"]])
    func stdoutClosedAtStartIsAFailure(arguments: [String]) throws {
        let finished = try ProgramRun(arguments, output: .closed).finish()
        #expect(finished.code == 1)
        expectOneLine(finished.errors, saying: "standard output is closed", "\(arguments)")
    }

    @Test func aFullDiskIsAFailure() throws {
        guard unsafe access("/dev/full", W_OK) == 0 else { return }
        let finished = try ProgramRun(["schema"], output: .file("/dev/full")).finish()
        #expect(finished.code == 1)
        expectOneLine(finished.errors, saying: "No space left on device", "schema > /dev/full")
    }

    @Test(arguments: [
        ["--help"], ["listen", "--help"], ["analyze", "--help"], ["devices", "--help"],
        ["schema", "--help"], ["model", "--help"],
    ])
    func everyHelpHasExamples(arguments: [String]) throws {
        let help = try ProgramRun(arguments)
        var text = ""
        while let line = help.nextLine() { text += line + "\n" }
        #expect(text.contains("EXAMPLES:\n  undertone "), "\(arguments)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 140 })
    }
}
