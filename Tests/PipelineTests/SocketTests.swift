import Glibc
import TestSupport
import Testing

/// The whole program with clients on its socket.
@Suite struct SocketTests {
    private let folder: TestFolder
    private let path: String
    private let speech: String

    init() throws {
        folder = try TestFolder()
        path = folder.path("socket")
        speech = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 4)), as: "speech.wav")
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
        let listening = try ProgramRun(["listen", "--input", speech, "--socket", path, "--stdout", "off"])
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

    @Test func aLiveSocketIsNeverStolenAndADeadOneIsReplaced() throws {
        let first = try ProgramRun(["listen", "--input", speech, "--socket", path])
        let client = try client(of: first)
        let second = try run("listen", "--input", speech, "--socket", path)
        #expect(second.code == 1 && second.lines.isEmpty && second.errors.contains("in use"))
        first.signal(SIGKILL)
        #expect(try first.finish(isStream: false).code == 256 + SIGKILL)
        client.disconnect()
        #expect(unsafe access(path, F_OK) == 0)
        let third = try ProgramRun(["listen", "--input", speech, "--socket", path])
        let later = try self.client(of: third)
        #expect(later.nextEvent("hello") != nil)
        third.signal(SIGTERM)
        #expect(try third.finish().code == 0)
    }

    @Test func aClientChoosesItsEventsAndTheirPace() throws {
        let listening = try ProgramRun(["listen", "--input", speech, "--socket", path, "--stdout", "off"])
        let client = try client(of: listening)
        client.send(Array("{\"subscribe\":[\"estimate\"],\"every\":1.0}\n".utf8))
        let lines = try client.rest()
        #expect(try listening.finish(isStream: false).code == 0)
        let times = lines.filter { $0["event"]?.string == "estimate" }.compactMap { $0["t"]?.number }
        // What came before the request was read is at the old pace: the last four seconds have three at least.
        let paced = zip(times, times.dropFirst()).suffix(2)
        #expect(paced.allSatisfy { $1 - $0 > 0.999 })
        #expect(lines.last?["event"]?.string == "end")
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
            ["listen", "--input", speech, "--socket", name] + (isAllowed ? ["--allow-any-user"] : [])
        let listening = try ProgramRun(arguments)
        _ = try listening.nextEvent("estimate")
        let output = folder.path("stranger")
        let command =
            "setpriv --reuid 65534 --clear-groups socat -u ABSTRACT-CONNECT:\(name.dropFirst()) - > \(output)"
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
