import TestSupport
import Testing

/// The same audio says the same, whichever way it comes.
@Suite struct CorrectTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    /// Every line but for what may differ between two runs.
    private func compared(_ finished: ProgramRun.Finished) -> [JSONValue] {
        finished.compared("estimate", "utterance", "gap", "end", without: "lag_ms")
    }

    /// One process analyses the file, another takes it from a pipe; frames written and taken at a time vary.
    @Test(arguments: [(16_000, 1), (44_100, 2)])
    func everyChunkingGivesTheSameLines(rateHz: Int, channels: Int) throws {
        let samples = TestAudio.speech(seconds: 11, rateHz: rateHz)
        let wav = TestAudio.wav(samples, rateHz: rateHz, channels: channels)
        let file = try folder.write(wav, as: "speech.wav")
        let analyzed = try run("analyze", file)
        #expect(analyzed.code == 0 && analyzed.errors == "")
        #expect(analyzed.events("utterance").count >= 2 && analyzed.events("estimate").count == 44)
        for chunk in [1, 7, 160, 4096, samples.count] {
            let listening = try ProgramRun(
                ["listen", "--input", "-", "--fast", "--chunk", "\(chunk)"], input: .pipe)
            listening.writeAndClose(wav, pieceBytes: chunk * 2 * channels)
            let listened = try listening.finish()
            #expect(listened.code == 0 && listened.errors == "")
            #expect(compared(listened) == compared(analyzed), "chunks of \(chunk)")
        }
    }

    @Test func rawPCMSaysTheSameAsItsWAV() throws {
        let samples = TestAudio.speech(seconds: 5)
        let analyzed = try run("analyze", try folder.write(TestAudio.wav(samples), as: "speech.wav"))
        let listening = try ProgramRun(["listen", "--input", "-", "--format", "s16le"], input: .pipe)
        listening.writeAndClose(TestAudio.raw16(samples))
        let listened = try listening.finish()
        #expect(listened.events("hello").first?["input"]?["kind"] == .string("stdin"))
        #expect(compared(listened) == compared(analyzed))
    }

    /// A paced file takes the live path: threads, queue, marks.
    @Test func aPacedFileSaysTheSameAndHowLateItIs() throws {
        let wav = TestAudio.wav(TestAudio.speech(seconds: 3, rateHz: 48_000), rateHz: 48_000, channels: 2)
        let file = try folder.write(wav, as: "speech.wav")
        let played = try run("listen", "--input", file)
        #expect(played.code == 0 && played.errors == "")
        #expect(played.events("end").first?["reason"] == .string("eof"))
        #expect(played.events("estimate").allSatisfy { ($0["lag_ms"]?.number ?? -1) > 0 })
        // A machine that stands still for seconds loses audio here as from a microphone.
        guard played.events("gap").isEmpty else { return }
        #expect(compared(played) == compared(try run("analyze", file)))
    }

    @Test func everyChoosesOnlyWhatIsPrinted() throws {
        let file = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 10)), as: "speech.wav")
        let often = try run("analyze", "--every", "0.1", file)
        let seldom = try run("analyze", "--every", "0.5", file)
        #expect(
            often.compared("utterance", without: "seq") == seldom.compared("utterance", without: "seq"))
        #expect(!often.events("utterance").isEmpty)
        let left = ["window", "level_db", "peak", "lag_ms", "seq", "time"]
        func stripped(_ lines: [JSONValue]) -> [JSONValue] {
            lines.map { line in left.reduce(line) { $0.without($1) } }
        }
        let common = Set(seldom.events("estimate").compactMap { $0["t"]?.number })
        let oftenCommon = often.events("estimate").filter { common.contains($0["t"]?.number ?? -1) }
        #expect(stripped(oftenCommon) == stripped(seldom.events("estimate")))
        #expect(oftenCommon.count == 20)
    }

    @Test func severalFilesPrintWholeStreamsInOrder() throws {
        let seconds = [4.0, 1.0, 6.0, 0.5, 2.0]
        let files = try seconds.enumerated().map { index, seconds in
            try folder.write(TestAudio.wav(TestAudio.speech(seconds: seconds)), as: "\(index).wav")
        }
        let together = try ProgramRun(["analyze"] + files).finish()
        #expect(together.code == 0 && together.errors == "")
        let streams = StreamRules.streams(together.lines)
        #expect(streams.map { $0.first?["input"]?["name"] } == files.map { .string($0) })
        #expect(streams.map { $0.last?["seconds"] } == seconds.map { .number($0) })
        #expect(Set(streams.compactMap { $0.first?["stream"]?.string }).count == files.count)
    }

    @Test func aSummaryWeighsTheUtterancesByDuration() throws {
        let file = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 12)), as: "speech.wav")
        let silent = try folder.write(TestAudio.wav([Float](repeating: 0, count: 16_000)), as: "silence.wav")
        let utterances = try run("analyze", file).events("utterance")
        let summary = try run("analyze", "--summary", file, silent, isStream: false)
        #expect(summary.code == 0 && summary.lines.count == 2)
        #expect(summary.lines[0]["file"] == .string(file) && summary.lines[0]["seconds"] == .number(12))
        let labels = try #require(summary.lines[0]["probs"]?.keys)
        for label in labels {
            var (sum, total) = (0.0, 0.0)
            for utterance in utterances {
                let duration = (utterance["end"]?.number ?? 0) - (utterance["start"]?.number ?? 0)
                sum += duration * (utterance["probs"]?[label]?.number ?? 0)
                total += duration
            }
            #expect(abs((summary.lines[0]["probs"]?[label]?.number ?? -1) - sum / total) < 0.0002)
        }
        let best = labels.max {
            summary.lines[0]["probs"]![$0]!.number! < summary.lines[0]["probs"]![$1]!.number!
        }
        #expect(summary.lines[0]["emotion"]?.string == best)
        #expect(summary.lines[1]["emotion"] == .null && summary.lines[1]["probs"] == .null)
    }

    @Test func statusComesInAudioTime() throws {
        let file = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 5)), as: "speech.wav")
        let analyzed = try run("analyze", "--status-every", "1", file)
        // The last second's end is the stream's end: nothing follows it that it could report.
        #expect(analyzed.events("status").compactMap { $0["t"]?.number } == [1, 2, 3, 4])
        #expect(analyzed.events("status").allSatisfy { $0["scheduling"] == .null })
    }
}
