import Glibc
import TestSupport
import Testing

/// libasound's own words about a configuration that is broken.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct ALSAMessagesTests {
    private let folder: TestFolder
    private let environment: [String: String]

    init() throws {
        folder = try TestFolder()
        let text = "</usr/share/alsa/alsa.conf>\npcm.!default { type no_such_type }\n"
        environment = ["ALSA_CONFIG_PATH": try folder.write(Array(text.utf8), as: "asound.conf")]
    }

    /// Waits for a device that cannot come, with a folder to watch that nothing happens in.
    private func listen(_ arguments: String...) throws -> ProgramRun {
        let common = ["listen", "--wait", "--watch-folder", folder.root]
        return try ProgramRun(common + arguments, environment: environment)
    }

    /// The control: somebody else's program does see them.
    @Test(.enabled(if: unsafe access("/usr/bin/arecord", X_OK) == 0, "no arecord here"))
    func withoutAHandlerTheyAreOnStandardError() throws {
        let errors = folder.path("errors")
        let configuration = environment["ALSA_CONFIG_PATH"] ?? ""
        _ = unsafe system("ALSA_CONFIG_PATH=\(configuration) arecord -d 1 /dev/null 2> \(errors)")
        #expect(String(decoding: try fileBytes(errors), as: UTF8.self).contains("ALSA lib"))
    }

    @Test func theyAreNotOnStandardError() throws {
        let listening = try listen("--status-every", "1")
        for _ in 0..<2 { _ = try listening.nextEvent("status") }
        listening.signal(SIGTERM)
        let heard = try listening.finish()
        #expect(heard.events("device").first?["state"] == .string("waiting"))
        #expect(heard.code == 0 && !heard.errors.contains("ALSA"), "\(heard.errors)")
        let refused = try run("listen", environment: environment)
        #expect(refused.code == 1 && refused.errors.split(separator: "\n").count == 1)
        #expect(!refused.errors.contains("ALSA lib") && !refused.errors.contains("no_such_type"))
    }

    @Test func theyAreInTheDebugLog() throws {
        let listening = try listen("--status-every", "1", "--log", "debug")
        try listening.waitUntilErrors(say: "no_such_type")
        listening.signal(SIGTERM)
        let heard = try listening.finish()
        let lines = heard.errors.split(separator: "\n").filter { $0.contains("no_such_type") }
        #expect(lines.allSatisfy { $0.hasPrefix("undertone: debug: ALSA: ") }, "\(heard.errors)")
    }

    @Test func aLowerLevelThatIsReadAgainShowsThem() throws {
        let file = try folder.write(Array("status_every = 1\n".utf8), as: "undertone.toml")
        let listening = try listen("--config", file)
        _ = try listening.nextEvent("status")
        _ = try folder.write(Array("status_every = 1\nlog = \"debug\"\n".utf8), as: "undertone.toml")
        listening.signal(SIGHUP)
        try listening.waitUntilErrors(say: "debug: ALSA: ")
        listening.signal(SIGTERM)
        #expect(try listening.finish().code == 0)
    }
}
