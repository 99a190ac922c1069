import Glibc
import TestSupport
import Testing

/// `analyze` with files of results beside its lines, as a process of its own.
@Suite struct ExportTests {
    private let folder: TestFolder
    private static let hasGnuplot = ["/usr/bin", "/bin"].contains {
        unsafe access("\($0)/gnuplot", X_OK) == 0
    }

    init() throws {
        folder = try TestFolder()
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try fileBytes(folder.path(name)), as: UTF8.self)
    }

    private func isThere(_ name: String) -> Bool { unsafe access(folder.path(name), F_OK) == 0 }

    /// The names in the folder that a run may have left, hidden ones too.
    private func leftovers() throws -> [String] {
        var names: [String] = []
        guard let directory = unsafe opendir(folder.root) else {
            throw RunFailure("no folder \(folder.root)")
        }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            // SAFETY: the name of a directory entry is terminated.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name.hasSuffix(".partial") { names.append(name) }
        }
        return names
    }

    @Test(arguments: [("speech", 8.0), ("second", 1.0), ("silence", 2.0)])
    func theFilesSayWhatTheLinesSay(name: String, seconds: Double) throws {
        let samples =
            name == "silence"
            ? [Float](repeating: 0, count: Int(seconds * 16_000)) : TestAudio.speech(seconds: seconds)
        let wav = try folder.write(TestAudio.wav(samples), as: "\(name).wav")
        let finished = try run(
            "analyze", wav, "--csv", folder.path("a.csv"), "--srt", folder.path("a.srt"), "--textgrid",
            folder.path("a.TextGrid"))
        #expect(finished.code == 0 && finished.errors == "")
        let utterances = finished.events("utterance")
        #expect(name != "speech" || !utterances.isEmpty)
        let rows = try text("a.csv").split(separator: "\n")
        #expect(rows.count == 1 + finished.events("estimate").count)
        let cues = try text("a.srt").split(separator: "\n\n")
        #expect(cues.count == utterances.count)
        for (cue, utterance) in zip(cues, utterances) {
            #expect(cue.contains(try #require(utterance["emotion"]?.string)))
        }
        let grid = try text("a.TextGrid")
        let words = grid.split(separator: "name = \"utterances\"").last?.split(separator: "text = \"") ?? []
        let labels = words.dropFirst().compactMap { $0.split(separator: "\"").first.map(String.init) }
            .filter { !$0.contains("\n") }
        #expect(labels == utterances.compactMap { $0["emotion"]?.string })
        #expect(try leftovers().isEmpty)
    }

    @Test(.enabled(if: hasGnuplot, "gnuplot draws"), arguments: ["svg", "png"])
    func theRecordingIsDrawn(format: String) throws {
        let wav = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 4)), as: "it's <a> $talk.wav")
        let finished = try run(
            "analyze", "--summary", wav, "--plot", folder.path("a.\(format)"), isStream: false)
        #expect(finished.code == 0 && finished.errors == "" && finished.lines.count == 1)
        let bytes = try fileBytes(folder.path("a.\(format)"))
        if format == "png" {
            #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        } else {
            let text = String(decoding: bytes, as: UTF8.self)
            for words in ["it's &lt;a> $talk.wav", "happy", "amplitude", "probability (%)", "silence"] {
                #expect(text.contains(words), "\(words)")
            }
        }
        #expect(try leftovers().isEmpty)
    }

    @Test func whatCouldNotBeMeantIsAUsageError() throws {
        let wav = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 1)), as: "a.wav")
        let rows: [(arguments: [String], words: String)] = [
            ([wav, wav, "--csv", folder.path("a.csv")], "--csv writes one file"),
            ([wav, wav, "--plot", folder.path("a.svg")], "--plot writes one file"),
            ([wav, "--plot", folder.path("a.jpeg")], ".png or .svg"),
            ([wav, "--csv", folder.path("a"), "--srt", folder.path("a")], "--csv and --srt"),
            ([wav, "--csv", wav], "would overwrite the recording"),
            ([wav, "--csv", folder.root + "/./a.wav"], "would overwrite the recording"),
        ]
        for row in rows {
            let finished = try ProgramRun(["analyze"] + row.arguments).finish()
            #expect(finished.code == 64 && finished.lines.isEmpty, "\(row.arguments)")
            #expect(finished.errors.contains(row.words), "\(finished.errors)")
            #expect(finished.errors.split(separator: "\n").count == 1)
        }
        #expect(!isThere("a.csv") && !isThere("a"))
        #expect(try fileBytes(wav).count == 44 + 32_000)
    }

    /// Said before the work, not after an hour of it.
    @Test func whatCannotBeWrittenIsSaidAtOnce() throws {
        let wav = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 1)), as: "a.wav")
        let rows: [(arguments: [String], words: String)] = [
            (["--csv", folder.path("absent/a.csv")], "cannot write \(folder.path("absent/a.csv"))"),
            (["--srt", "/proc/a.srt"], "cannot write /proc/a.srt"),
            (["--textgrid", "/dev/null"], "cannot write /dev/null"),
            (["--csv", folder.root], "cannot write \(folder.root)"),
        ]
        for row in rows {
            let finished = try ProgramRun(["analyze", wav] + row.arguments).finish()
            #expect(finished.code == 1 && finished.lines.isEmpty, "\(row.arguments)")
            #expect(finished.errors.contains(row.words), "\(finished.errors)")
            #expect(finished.errors.split(separator: "\n").count == 1)
        }
        let without = try ProgramRun(
            ["analyze", wav, "--plot", folder.path("a.svg")], environment: ["PATH": folder.root]
        ).finish()
        #expect(without.code == 1 && without.lines.isEmpty)
        #expect(without.errors.contains("install gnuplot-nox"), "\(without.errors)")
        #expect(try leftovers().isEmpty)
    }

    @Test func aRecordingThatCannotBeReadLeavesNoFile() throws {
        let finished = try run("analyze", folder.path("absent.wav"), "--csv", folder.path("a.csv"))
        #expect(finished.code == 1 && finished.errors.contains("no such file"))
        #expect(!isThere("a.csv"))
    }

    @Test func whatCameBeforeABreakIsWritten() throws {
        let whole = TestAudio.wav(TestAudio.speech(seconds: 4))
        let wav = try folder.write(Array(whole.prefix(44 + 64_000)), as: "truncated.wav")
        let finished = try run("analyze", wav, "--csv", folder.path("a.csv"))
        #expect(finished.code == 1 && finished.errors.contains("breaks off after 2.000 s"))
        #expect(try text("a.csv").split(separator: "\n").count == 1 + 8)
    }

    @Test func aReaderThatLeavesStillGetsItsFiles() throws {
        let wav = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 20)), as: "a.wav")
        let leaving = try ProgramRun(["analyze", "--every", "0.05", wav, "--csv", folder.path("a.csv")])
        #expect(leaving.nextLine() != nil)
        leaving.closeOutput()
        let finished = try leaving.finish()
        #expect(finished.code == 0 && finished.errors == "")
        #expect(try text("a.csv").split(separator: "\n").count == 1 + 400)
    }
}
