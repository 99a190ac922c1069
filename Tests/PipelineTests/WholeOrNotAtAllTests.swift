import Glibc
import TestSupport
import Testing

/// No line is lost for a slow reader of finite input, and nobody is kept waiting by one who has left.
@Suite struct WholeOrNotAtAllTests {
    private let folder: TestFolder
    private let big: String

    init() throws {
        folder = try TestFolder()
        big = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 20)), as: "big.wav")
    }

    /// `undertone analyze big.wav | (sleep 5; cat)`, the sleep being as long as it takes to fill the pipe.
    @Test func aLateReaderLosesNoLine() throws {
        let late = try ProgramRun(["analyze", "--every", "0.05", big], keepingOutput: true)
        late.waitUntilOutputIsFull()
        let finished = try late.finish()
        #expect(finished.code == 0 && finished.errors == "")
        #expect(finished.events("estimate").count == 400 && finished.events("end").count == 1)
        let early = try run("analyze", "--every", "0.05", big)
        let events = finished.compared("estimate", "utterance", "end")
        #expect(events == early.compared("estimate", "utterance", "end"))
    }

    @Test func aReaderThatLeavesEndsAnAnalysisInSilence() throws {
        let leaving = try ProgramRun(["analyze", "--every", "0.05", big, big, big])
        #expect(leaving.nextLine() != nil)
        leaving.closeOutput()
        let finished = try leaving.finish()
        #expect(finished.code == 0 && finished.errors == "")
    }

    /// Nothing is printed while nothing comes, so only the pipe itself can tell.
    @Test func aReaderThatLeavesEndsAnIdlePipeInSilence() throws {
        let leaving = try ProgramRun(["listen", "--input", "-"], input: .pipe)
        leaving.write(Array(TestAudio.wav(TestAudio.speech(seconds: 1)).dropLast(16_000)))
        _ = try leaving.nextEvent("hello")
        leaving.closeOutput()
        let finished = try leaving.finish()
        #expect(finished.code == 0 && finished.errors == "")
    }

    @Test func aReaderThatLeavesEndsALiveRunInSilence() throws {
        let leaving = try ProgramRun(["listen", "--input", big])
        _ = try leaving.nextEvent("hello")
        leaving.closeOutput()
        let finished = try leaving.finish()
        #expect(finished.code == 0 && finished.errors == "")
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func aSignalDrainsALiveRun(signal: Int32) throws {
        let playing = try ProgramRun(["listen", "--input", big])
        _ = try playing.nextEvent("estimate")
        playing.signal(signal)
        let finished = try playing.finish()
        #expect(finished.code == 0 && finished.errors == "")
        #expect(finished.lines.last?["reason"] == .string("signal"))
    }

    /// `timeout` sends SIGTERM to the process and again to its group.
    @Test func aSecondSIGTERMLosesNothing() throws {
        let playing = try ProgramRun(["listen", "--input", big])
        _ = try playing.nextEvent("estimate")
        for _ in 0..<3 { playing.signal(SIGTERM) }
        let finished = try playing.finish()
        #expect(finished.code == 0 && finished.errors == "")
        #expect(finished.lines.last?["reason"] == .string("signal"))
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func aSignalDrainsAnIdlePipe(signal: Int32) throws {
        let listening = try ProgramRun(["listen", "--input", "-", "--format", "s16le"], input: .pipe)
        listening.write(TestAudio.raw16(TestAudio.speech(seconds: 1.2)))
        for _ in 0..<4 { _ = try listening.nextEvent("estimate") }
        listening.signal(signal)
        let finished = try listening.finish()
        #expect(finished.code == 0 && finished.errors == "")
        #expect(finished.lines.last?["reason"] == .string("signal"))
        // What had been taken from the pipe is processed; what lies in it still is not.
        #expect((finished.lines.last?["seconds"]?.number ?? 0) >= 1)
    }

    /// A pipe that has sent nothing yet is no reason to stay.
    @Test func aSignalEndsTheWaitForAPipe() throws {
        let listening = try ProgramRun(["listen", "--input", "-", "--format", "s16le"], input: .pipe)
        // The handlers are in place before anything is read; until then a signal ends the program as any.
        while true {
            listening.signal(0)
            if try hasHandlers(listening) { break }
            usleep(1000)
        }
        listening.signal(SIGTERM)
        let finished = try listening.finish()
        #expect(finished.code == 0 && finished.errors == "" && finished.lines.isEmpty)
    }

    /// Whether the process catches SIGTERM, as the kernel tells.
    private func hasHandlers(_ run: ProgramRun) throws -> Bool {
        let status = String(decoding: try fileBytes("/proc/\(run.process)/status"), as: UTF8.self)
        let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = UInt64(caught?.split(separator: "\t").last ?? "0", radix: 16) ?? 0
        return mask & (1 << UInt64(SIGTERM - 1)) != 0
    }
}
