import Glibc
import TestSupport
import Testing

/// The whole program with clients on its socket.
@Suite struct SocketTests {
    private let folder: TestFolder
    private let path: String
    /// Four seconds, for what hears a stream to its end.
    private let speech: String
    /// Longer than a busy machine may stand still, for what ends its stream itself.
    private let longSpeech: String

    init() throws {
        folder = try TestFolder()
        path = folder.path("socket")
        speech = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 4)), as: "speech.wav")
        longSpeech = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 120)), as: "long.wav")
    }

    /// Connects as soon as the program listens.
    private func client(of listening: ProgramRun) throws -> SocketClient {
        while true {
            if let client = SocketClient(path) { return client }
            try #require(kill(listening.process, 0) == 0)
            usleep(1000)
        }
    }

    @Test func aClientGetsTheStreamThatStdoutGets() throws {
        let listening = try ProgramRun(["listen", "--input", speech, "--socket", path])
        let client = try client(of: listening)
        let served = try client.rest()
        let printed = try listening.finish()
        #expect(printed.code == 0)
        try StreamRules.check(served, isWhole: false)
        let first = Int(served[0]["seq"]?.number ?? -1)
        #expect(served[0]["event"]?.string == "hello" && served[0]["stream"] == printed.lines[0]["stream"])
        #expect(served[0]["settings"]?["socket"] == .string(path))
        // A status tells each reader its own; all other lines are the same.
        func compared(_ lines: some Sequence<JSONValue>) -> [JSONValue] {
            lines.filter { $0["event"]?.string != "status" }
        }
        #expect(compared(served.dropFirst()) == compared(printed.lines.dropFirst(first + 1)))
        #expect(unsafe access(path, F_OK) != 0)
    }

    @Test func stdoutCanBeLeftToTheClients() throws {
        let listening = try ProgramRun(["listen", "--input", longSpeech, "--socket", path, "--stdout", "off"])
        let client = try client(of: listening)
        _ = try #require(client.nextEvent("estimate"))
        listening.signal(SIGTERM)
        #expect(client.nextEvent("end")?["reason"] == .string("signal"))
        let ended = try listening.finish(isStream: false)
        #expect(ended.code == 0 && ended.lines.isEmpty)
    }

    @Test func aReaderOfStdoutThatGoesAwayDoesNotEndARunThatServesASocket() throws {
        let listening = try ProgramRun(["listen", "--input", speech, "--socket", path])
        let client = try client(of: listening)
        _ = try listening.nextEvent("hello")
        listening.closeOutput()
        #expect(client.nextEvent("end")?["reason"] == .string("eof"))
        #expect(try listening.finish(isStream: false).code == 0)
    }

    /// Live input: a reader of standard output that stands still stops neither capture nor the clients.
    @Test(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
    func aStuckReaderOfStdoutStopsNeitherCaptureNorClients() throws {
        let listening = try ProgramRun(
            ["listen", "--every", "0.05", "--socket", path],
            environment: try ALSATestDevice.make().environment, keepingOutput: true)
        listening.narrowOutput()
        let client = try client(of: listening)
        listening.waitUntilOutputIsFull()
        // Several times what a page holds.
        var times = [0.0]
        for _ in 0..<100 { times.append(try #require(client.nextEvent("estimate")?["t"]?.number)) }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        #expect(times[100] - times[1] >= 4.9)
        listening.signal(SIGTERM)
        #expect(client.nextEvent("end")?["reason"] == .string("signal"))
        #expect(try listening.finish(isStream: false).code == 0)
    }

    @Test func aLiveSocketIsNeverStolenAndADeadOneIsReplaced() throws {
        let first = try ProgramRun(["listen", "--input", longSpeech, "--socket", path])
        let client = try client(of: first)
        let second = try run("listen", "--input", longSpeech, "--socket", path)
        #expect(second.code == 1 && second.lines.isEmpty && second.errors.contains("in use"))
        first.signal(SIGKILL)
        #expect(try first.finish(isStream: false).code == 256 + SIGKILL)
        client.disconnect()
        #expect(unsafe access(path, F_OK) == 0)
        let third = try ProgramRun(["listen", "--input", longSpeech, "--socket", path])
        let later = try self.client(of: third)
        #expect(later.nextEvent("hello") != nil)
        third.signal(SIGTERM)
        #expect(try third.finish().code == 0)
    }

    @Test func aClientChoosesItsEventsAndTheirPace() throws {
        let listening = try ProgramRun(["listen", "--input", longSpeech, "--socket", path, "--stdout", "off"])
        let client = try client(of: listening)
        client.send(Array("{\"subscribe\":[\"estimate\"],\"every\":1.0}\n".utf8))
        func nextTime() throws -> Double { try #require(client.nextEvent("estimate")?["t"]?.number) }
        // What came before the request was read is at the old pace.
        var times = [try nextTime()]
        repeat { times.append(try nextTime()) } while times[times.count - 1] - times[times.count - 2] < 0.999
        for _ in 0..<2 { times.append(try nextTime()) }
        #expect(zip(times, times.dropFirst()).suffix(3).allSatisfy { $1 - $0 > 0.999 })
        listening.signal(SIGTERM)
        let rest = try client.rest()
        #expect(rest.last?["event"]?.string == "end")
        #expect(rest.allSatisfy { ["estimate", "end"].contains($0["event"]?.string) })
        #expect(try listening.finish(isStream: false).code == 0)
    }

    /// Whether a program can be run as another user here.
    private static var canBeAStranger: Bool {
        let tools = ["/usr/bin/setpriv", "/usr/bin/socat"]
        return geteuid() == 0 && tools.allSatisfy { unsafe access($0, X_OK) == 0 }
    }

    /// Another user is refused where a socket has no permissions of its own.
    @Test(
        .enabled(if: SocketTests.canBeAStranger, "needs root, setpriv and socat"),
        arguments: [false, true])
    func anAbstractSocketIsForItsOwnUserUnlessAllowed(isAllowed: Bool) throws {
        let name = "@undertone-\(getpid())-\(isAllowed)"
        let arguments =
            ["listen", "--input", longSpeech, "--socket", name] + (isAllowed ? ["--allow-any-user"] : [])
        let listening = try ProgramRun(arguments)
        _ = try listening.nextEvent("estimate")
        let output = folder.path("stranger")
        let command =
            "setpriv --reuid 65534 --clear-groups socat -u ABSTRACT-CONNECT:\(name.dropFirst()) - | head -n 1 > \(output)"
        #expect(unsafe system(command) >= 0)
        let heard = String(decoding: try fileBytes(output), as: UTF8.self)
        #expect(heard.contains("\"code\":\"denied\"") == !isAllowed)
        #expect(heard.contains("\"event\":\"hello\"") == isAllowed)
        listening.signal(SIGTERM)
        #expect(try listening.finish().code == 0)
    }

    @Test func aSocketNeedsLiveInput() throws {
        let refused = try run("listen", "--input", speech, "--fast", "--socket", path)
        #expect(refused.code == 64 && refused.lines.isEmpty)
    }
}
