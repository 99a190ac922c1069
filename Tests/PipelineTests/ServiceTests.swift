import Glibc
import Publishing
import TestSupport
import Testing

/// What passes between the program and the service manager that started it, without one.
@Suite struct ServiceTests {
    private let folder: TestFolder
    private let path: String
    private let speech: String

    init() throws {
        folder = try TestFolder()
        path = folder.path("socket")
        speech = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 120)), as: "long.wav")
    }

    /// Becomes the program with the variables that only its own process can know.
    private func launcher(_ variables: String) -> [String] {
        ["/bin/sh", "-c", "\(variables) exec \"$0\" \"$@\""]
    }

    // MARK: - sd_notify

    @Test func theServiceManagerHearsOfEveryState() throws {
        let manager = try NotifySocket(folder.path("notify"))
        let file = try folder.write(Array("status_every = 5\n".utf8), as: "undertone.toml")
        // Half of it is how often the program says that it is well.
        let variables = ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "3000000"]
        let listening = try ProgramRun(
            ["listen", "--input", speech, "--socket", path, "--stdout", "off", "--config", file],
            environment: variables)
        let ready = manager.next { $0.contains("READY=1") }
        #expect(ready.contains { $0.hasPrefix("STATUS=") && $0.count > 7 })
        _ = manager.next { $0.contains("WATCHDOG=1") }
        listening.signal(SIGHUP)
        _ = manager.next { $0.contains("RELOADING=1") }
        #expect(manager.next { $0.contains("READY=1") }.contains { $0.hasPrefix("STATUS=") })
        listening.signal(SIGTERM)
        _ = manager.next { $0.contains("STOPPING=1") }
        #expect(try listening.finish(isStream: false).code == 0)
    }

    // MARK: - Socket activation

    @Test func aSocketThatWasHandedOverIsServedAndLeft() throws {
        let socket = try ListeningSocket(.path(path))
        let listening = try ProgramRun(
            ["listen", "--input", speech, "--socket", "systemd", "--stdout", "off"],
            launcher: launcher("LISTEN_PID=$$ LISTEN_FDS=1"), handedOver: [socket.descriptor])
        close(socket.descriptor)
        let client = try #require(SocketClient(path))
        #expect(client.nextEvent("hello")?["settings"]?["socket"] == .string("systemd"))
        #expect(client.nextEvent("estimate") != nil)
        listening.signal(SIGTERM)
        #expect(client.nextEvent("end")?["reason"] == .string("signal"))
        #expect(try listening.finish(isStream: false).code == 0)
        #expect(unsafe access(path, F_OK) == 0, "it is systemd's to remove")
    }

    @Test func descriptorsForAnotherProcessAreNotTaken() throws {
        let socket = try ListeningSocket(.path(path))
        let refused = try ProgramRun(
            ["listen", "--input", speech, "--socket", "systemd"],
            launcher: launcher("LISTEN_PID=1 LISTEN_FDS=1"),
            handedOver: [socket.descriptor]
        ).finish(isStream: false)
        close(socket.descriptor)
        #expect(refused.code == 1 && refused.errors.contains("systemd handed over no Unix stream socket"))
    }

    private static var canBeAStranger: Bool {
        let tools = ["/usr/bin/setpriv", "/usr/bin/socat"]
        return geteuid() == 0 && tools.allSatisfy { unsafe access($0, X_OK) == 0 }
    }

    /// A socket without permissions is for its own user, whoever made it.
    @Test(.enabled(if: ServiceTests.canBeAStranger, "needs root, setpriv and socat"))
    func anAbstractSocketThatWasHandedOverRefusesStrangers() throws {
        let name = "undertone-activated-\(getpid())"
        let socket = try ListeningSocket(.abstract(name))
        let listening = try ProgramRun(
            ["listen", "--input", speech, "--socket", "systemd", "--stdout", "off"],
            launcher: launcher("LISTEN_PID=$$ LISTEN_FDS=1"), handedOver: [socket.descriptor])
        close(socket.descriptor)
        let output = folder.path("stranger")
        let stranger = "setpriv --reuid 65534 --clear-groups socat -u ABSTRACT-CONNECT:\(name) -"
        #expect(unsafe system("\(stranger) | head -n 1 > \(output)") >= 0)
        let heard = String(decoding: try fileBytes(output), as: UTF8.self)
        #expect(heard.contains("\"code\":\"denied\"") && !heard.contains("\"event\":\"hello\""), "\(heard)")
        let own = try #require(SocketClient("@\(name)"))
        #expect(own.nextEvent("hello") != nil)
        listening.signal(SIGTERM)
        #expect(try listening.finish(isStream: false).code == 0)
    }

    // MARK: - The journal

    @Test func inTheJournalEveryLineBeginsWithItsPriority() throws {
        let file = try folder.write(Array("status_every = 1\n".utf8), as: "undertone.toml")
        // Device and inode of standard error, as systemd names the journal's socket.
        let journal = "JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2)"
        let listening = try ProgramRun(
            ["listen", "--input", speech, "--config", file], launcher: launcher(journal))
        _ = try listening.nextEvent("estimate")
        listening.signal(SIGUSR1)
        try listening.waitUntilErrors(say: "resident")
        _ = try folder.write(Array("every = \n".utf8), as: "undertone.toml")
        listening.signal(SIGHUP)
        try listening.waitUntilErrors(say: "stays as it was")
        listening.signal(SIGTERM)
        let heard = try listening.finish()
        let lines = heard.errors.split(separator: "\n")
        #expect(lines.first { $0.contains("resident") }?.hasPrefix("<5>") == true, "\(heard.errors)")
        #expect(lines.first { $0.contains("stays as it was") }?.hasPrefix("<3>") == true)
        #expect(heard.code == 0)
    }
}

/// The service manager's end of sd_notify(3): a datagram socket.
private struct NotifySocket {
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        // SAFETY: sun_path begins after two bytes and has room for 108; paths of tests are shorter.
        unsafe withUnsafeMutableBytes(of: &name) { raw in
            for (index, byte) in path.utf8.enumerated() { unsafe raw[2 + index] = byte }
        }
        let code = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw RunFailure("cannot bind \(path)") }
    }

    /// Waits for the next message that is wanted; its lines.
    func next(where isWanted: ([Substring]) -> Bool) -> [Substring] {
        var block = [UInt8](repeating: 0, count: 4096)
        while true {
            // SAFETY: reads at most as many bytes as the array has.
            let count = unsafe recv(descriptor, &block, block.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return [] }
            let lines = String(decoding: block[..<count], as: UTF8.self).split(separator: "\n")
            if isWanted(lines) { return lines }
        }
    }
}
