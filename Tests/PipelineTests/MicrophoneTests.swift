import Glibc
import TestSupport
import Testing

/// The whole program on a microphone that libasound itself delivers, without a sound card.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct MicrophoneTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    /// Listens until so many estimates have come, then ends the program.
    private func listen(
        to microphone: ALSATestDevice, estimates: Int, _ arguments: String...
    ) throws -> ProgramRun.Finished {
        let listening = try ProgramRun(["listen"] + arguments, environment: microphone.environment)
        for _ in 0..<estimates { _ = try listening.nextEvent("estimate") }
        listening.signal(SIGTERM)
        return try listening.finish()
    }

    @Test func aStereoDeviceOf48kHzIsHeardAsItIs() throws {
        let microphone = try ALSATestDevice.make(rate: 48_000, channels: 2, format: "S32_LE")
        let heard = try listen(to: microphone, estimates: 6)
        #expect(heard.code == 0)
        let input = heard.events("hello").first?["input"]
        #expect(input?["kind"] == .string("device") && input?["name"] == .string("default"))
        #expect(input?["rate"] == .number(48_000) && input?["channels"] == .number(2))
        #expect(input?["format"] == .string("S32_LE"))
        let opened = heard.events("device").first
        #expect(opened?["state"] == .string("opened") && (opened?["period"]?.number ?? 0) > 0)
        #expect(heard.lines.last?["reason"] == .string("signal"))
        #expect(heard.events("estimate").allSatisfy { ($0["lag_ms"]?.number ?? -1) > 0 })
        // A hash of the frame's number is noise at full scale.
        #expect(heard.events("estimate").allSatisfy { ($0["peak"]?.number ?? 0) > 0.5 })
    }

    /// The same samples through libasound and from a file: the same estimates.
    @Test func aMicrophoneSaysWhatAnalyzeSays() throws {
        let speech = TestAudio.speech(seconds: 4)
        let raw = try folder.write(TestAudio.raw16(speech), as: "speech.raw")
        let file = try folder.write(TestAudio.wav(speech), as: "speech.wav")
        let microphone = try ALSATestDevice.make(signal: .file(raw), isPatient: true)
        let heard = try listen(to: microphone, estimates: 14)
        let analyzed = try run("analyze", file)
        // The device's first line stands where the file has none, so numbers differ by one.
        let expected = analyzed.compared("estimate", without: "lag_ms", "seq")
        let got = heard.compared("estimate", without: "lag_ms", "seq")
        #expect(Array(got.prefix(14)) == Array(expected.prefix(14)))
    }

    /// One injected overrun: one gap, at the right place, within one period of the frames withheld.
    @Test(arguments: [(16_000, 1, "S16_LE"), (48_000, 2, "S32_LE")])
    func anOverrunIsOneGapOfTheRightLength(rate: Int, channels: Int, format: String) throws {
        let fault = ALSATestDevice.Fault(.overrun, at: rate, frames: rate / 4)
        let microphone = try ALSATestDevice.make(
            rate: rate, channels: channels, format: format, faults: [fault], isPatient: true)
        let heard = try listen(to: microphone, estimates: 8)
        let (gaps, real) = (heard.events("gap"), microphone.losses())
        try #require(gaps.count == 1 && real.count == 1)
        let (gap, loss) = (gaps[0], real[0])
        #expect(gap["cause"] == .string("overrun") && gap["rate"] == .number(Double(rate)))
        // A busy machine starts the device again late: the device knows what was really lost.
        #expect(abs((gap["samples"]?.number ?? 0) - Double(loss.frames)) <= Double(rate / 100))
        #expect(gap["t"] == gap["end"])
        // What was delivered before it is exact, and the first estimate after it begins where it ends.
        #expect(gap["start"] == .number(Double(loss.at) / Double(rate)))
        let starts = heard.events("estimate").compactMap { $0["window"]?[0]?.number }
        #expect(starts.contains(gap["end"]?.number ?? -1))
        #expect(heard.code == 0)
    }

    @Test func whatCannotBeOpenedSaysWhyAndWhatToDo() throws {
        let rows: [(error: Int32, words: String)] = [
            (ENOENT, "no such device"), (EBUSY, "busy"), (EACCES, "permission denied"),
        ]
        for row in rows {
            let microphone = try ALSATestDevice.make(openError: row.error)
            let refused = try run("listen", environment: microphone.environment)
            #expect(refused.code == 1 && refused.lines.isEmpty)
            #expect(refused.errors.contains("cannot open default: \(row.words)"), "\(refused.errors)")
            #expect(refused.errors.split(separator: "\n").count == 1)
        }
    }

    @Test func orSampleSaysWhyAndPlaysTheSample() throws {
        let microphone = try ALSATestDevice.make(openError: EBUSY)
        let playing = try ProgramRun(["listen", "--or-sample"], environment: microphone.environment)
        let hello = try playing.nextEvent("hello")
        #expect(hello["input"]?["kind"] == .string("file") && hello["input"]?["name"] == .string("sample"))
        _ = try playing.nextEvent("estimate")
        playing.signal(SIGTERM)
        let played = try playing.finish()
        #expect(played.code == 0)
        #expect(played.errors.contains("cannot open default: busy") && played.errors.contains("sample"))
    }

    @Test func orSampleListensToAMicrophoneThatCanBeOpened() throws {
        let heard = try listen(to: try ALSATestDevice.make(), estimates: 1, "--or-sample")
        #expect(heard.events("hello").first?["input"]?["kind"] == .string("device"))
        #expect(heard.code == 0 && heard.errors == "")
    }

    /// A device that goes away is waited for, and the time without it is a gap.
    @Test func aDeviceThatComesBackIsAGap() throws {
        let fault = ALSATestDevice.Fault(.disconnect, at: 12_000, frames: 0)
        let microphone = try ALSATestDevice.make(faults: [fault], isPatient: true, isExclusive: true)
        let listening = try ProgramRun(["listen"], environment: microphone.environment)
        let changes = try (0..<3).map { _ in try listening.nextEvent("device") }
        try #require(changes.compactMap { $0["state"]?.string } == ["opened", "lost", "opened"])
        let gap = try listening.nextEvent("gap")
        _ = try listening.nextEvent("estimate")
        listening.signal(SIGTERM)
        let heard = try listening.finish()
        #expect(heard.code == 0)
        #expect(changes[1]["reason"] == .string("unplugged") && changes[1]["remedy"]?.string != nil)
        #expect(gap["cause"] == .string("device") && gap["start"] == .number(0.75))
        // It is tried again after half a second, less a fifth at most.
        #expect((gap["seconds"]?.number ?? 0) > 0.39)
    }

    /// Fifty faults of five kinds through the whole program, at ten times real time: it goes on, every line in its place.
    ///
    /// The device begins anew each time it is opened, and so do its faults. `finish` checks the order of all lines.
    @Test func fiftyFaultsLeaveTheStreamInOrder() throws {
        let kinds: [(kind: ALSATestDevice.Fault.Kind, frames: Int)] = [
            (.overrun, 800), (.suspend, 1600), (.fail, Int(EPIPE)), (.short, Int(EPIPE)), (.overrun, 4000),
            (.disconnect, 0),
        ]
        let faults = kinds.enumerated().map { number, row in
            ALSATestDevice.Fault(row.kind, at: (number + 1) * 16_000, frames: row.frames)
        }
        let microphone = try ALSATestDevice.make(speed: 10, faults: faults, isExclusive: true)
        let listening = try ProgramRun(["listen"], environment: microphone.environment)
        for _ in 0..<50 { _ = try listening.nextEvent("gap") }
        listening.signal(SIGTERM)
        let heard = try listening.finish()
        #expect(heard.code == 0 && heard.events("end").count == 1)
        #expect(heard.events("device").allSatisfy { $0["state"] != .string("waiting") })
        let causes = Set(heard.events("gap").compactMap { $0["cause"]?.string })
        #expect(causes == ["overrun", "suspend", "device"])
    }

    /// Hardware can be open once only: who lost it must have closed it before trying again, and who changes to another
    /// channel of it too.
    @Test func hardwareIsClosedBeforeItIsOpenedAgain() throws {
        // From a second on it polls as an error for ever, and is there as if nothing had happened.
        let fault = ALSATestDevice.Fault(.error, at: 16_000, frames: 0)
        let microphone = try ALSATestDevice.make(
            channels: 2, faults: [fault], isPatient: true, isExclusive: true)
        let file = try folder.write(Array("channel = 1\n".utf8), as: "channel.toml")
        let listening = try ProgramRun(["listen", "--config", file], environment: microphone.environment)
        // What it has: opened, lost, opened.
        let states = try (0..<3).map { _ in try listening.nextEvent("device")["state"]?.string }
        try #require(states == ["opened", "lost", "opened"])
        _ = try folder.write(Array("channel = 2\n".utf8), as: "channel.toml")
        listening.signal(SIGHUP)
        // It may be lost once more before the signal is served; it is never busy.
        for _ in 0..<2 {
            let change = try listening.nextEvent("device")
            try #require(change["reason"] != .string("busy"))
            if change["state"] == .string("opened") { break }
        }
        try listening.waitUntilErrors(say: "read again")
        listening.signal(SIGTERM)
        #expect(try listening.finish().code == 0)
    }

    /// Absence is a state: each reason is told once, with its remedy, and the stream begins when it ends.
    @Test func withWaitADeviceThatIsAwayIsAStateFromTheStartOn() throws {
        let microphone = try ALSATestDevice.make(openError: ENOENT, isPatient: true)
        let watched = folder.path("snd")
        let listening = try ProgramRun(
            ["listen", "--wait", "--watch-folder", watched], environment: microphone.environment)
        let hello = try listening.nextEvent("hello")
        #expect(hello["input"]?["name"] == .string("default") && hello["input"]?["rate"] == .null)
        let rows: [(error: Int32, reason: JSONValue)] = [
            (ENOENT, .string("missing")), (EBUSY, .string("busy")), (EACCES, .string("denied")),
            (ECONNREFUSED, .string("server")), (EIO, .null),
        ]
        for row in rows {
            if row.error != ENOENT { try microphone.setOpenError(row.error) }
            let waiting = try listening.nextEvent("device")
            #expect(waiting["state"] == .string("waiting") && waiting["reason"] == row.reason)
            #expect(waiting["remedy"]?.string != nil && waiting["t"] == .number(0))
        }
        try microphone.setOpenError(0)
        // What appears in the watched folder ends the wait; without it the back-off would.
        unsafe mkdir(watched, 0o700)
        let opened = try listening.nextEvent("device")
        #expect(opened["state"] == .string("opened"))
        let estimate = try listening.nextEvent("estimate")
        listening.signal(SIGTERM)
        let heard = try listening.finish()
        #expect(heard.code == 0 && heard.lines.last?["reason"] == .string("signal"))
        #expect(estimate["window"]?[0] == .number(0) && heard.events("device").count == rows.count + 1)
    }

    @Test func withoutADeviceTheProgramEndsAtOnceWhenItIsAskedTo() throws {
        let microphone = try ALSATestDevice.make(openError: EBUSY)
        let listening = try ProgramRun(["listen", "--wait"], environment: microphone.environment)
        _ = try listening.nextEvent("device")
        listening.signal(SIGTERM)
        let heard = try listening.finish()
        #expect(heard.code == 0 && heard.lines.last?["seconds"] == .number(0))
    }

    /// A microphone of zeros is told after half a minute, and when it sounds again.
    @Test func aDeadMicrophoneIsToldWithTheChannelsThatLive() throws {
        // At ten times real time: one channel a constant, the other one too for its first minute.
        var bytes: [UInt8] = []
        for frame in 0..<(120 * 8000) { bytes += [10, 0, frame >= 60 * 8000 ? UInt8(frame & 1) : 0, 0] }
        let raw = try folder.write(bytes, as: "dead.raw")
        let microphone = try ALSATestDevice.make(
            rate: 8000, channels: 2, signal: .file(raw), speed: 10, isPatient: true)
        let listening = try ProgramRun(["listen"], environment: microphone.environment)
        var changes: [JSONValue] = []
        while changes.count < 3 { changes.append(try listening.nextEvent("device")) }
        listening.signal(SIGTERM)
        #expect(try listening.finish().code == 0)
        #expect(changes.compactMap { $0["state"]?.string } == ["opened", "silent", "sounding"])
        #expect(changes[1]["active_channels"] == .array([]) && changes[1]["remedy"]?.string != nil)
        #expect(changes[2]["active_channels"] == .array([.number(2)]))
    }

    @Test func devicesListsTheDefault() throws {
        let microphone = try ALSATestDevice.make(rate: 48_000, channels: 2, format: "S32_LE")
        let listing = try ProgramRun(["devices", "--json"], environment: microphone.environment)
        let line = try #require(listing.nextLine())
        let device = try JSONValue(parsing: line)[0]
        #expect(device?["device"] == .string("default") && device?["state"] == .string("available"))
        #expect(device?["rates"] == .array([.number(48_000)]) && device?["channels"] == .array([.number(2)]))
        #expect(device?["formats"] == .array([.string("S32_LE")]))
    }
}
