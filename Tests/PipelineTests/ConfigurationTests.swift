import Glibc
import TestSupport
import Testing

/// Settings from a file, and the file read again.
@Suite struct ConfigurationTests {
    private let folder: TestFolder
    private let speech: String

    init() throws {
        folder = try TestFolder()
        speech = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 4)), as: "speech.wav")
    }

    private func configuration(_ text: String) throws -> String {
        try folder.write(Array(text.utf8), as: "undertone.toml")
    }

    @Test func aFlagBeatsAVariableAndThatTheFile() throws {
        let file = try configuration("every = 0.5\nstatus_every = 7\nchannel = 1\n")
        let heard = try run(
            "listen", "--input", speech, "--fast", "--config", file, "--every", "1",
            environment: ["UNDERTONE_EVERY": "2", "UNDERTONE_STATUS_EVERY": "3"])
        #expect(heard.code == 0)
        let settings = try #require(heard.events("hello").first?["settings"])
        #expect(settings["every"] == .number(1), "the flag's")
        #expect(settings["status_every"] == .number(3), "the variable's")
        #expect(settings["channel"] == .string("1"), "the file's")
    }

    @Test func aWrongFileIsRefusedAtStartWithItsPlace() throws {
        let rows: [(text: String, words: String)] = [
            ("every = 0.5\nchannel = \n", "line 2"), ("devise = \"x\"\n", "unknown key devise"),
            ("[audio]\nrate = 1\n", "unknown key audio.rate"), ("every = 99\n", "every = 99"),
            ("every = [1]\n", "every takes"),
        ]
        for row in rows {
            let refused = try run("listen", "--input", speech, "--config", try configuration(row.text))
            #expect(refused.code != 0 && refused.lines.isEmpty)
            #expect(refused.errors.contains(row.words), "\(refused.errors)")
        }
        let absent = try run("listen", "--input", speech, "--config", folder.path("absent.toml"))
        #expect(absent.code == 1 && absent.errors.contains("cannot read"))
    }

    @Test(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
    func hangupReadsTheFileAgainAndKeepsTheOldOneWhenTheNewOneIsWrong() throws {
        let microphone = try ALSATestDevice.make()
        let other = "plug:default"
        let file = try configuration("device = \"default\"\nstatus_every = 1\n")
        let listening = try ProgramRun(["listen", "--config", file], environment: microphone.environment)
        _ = try listening.nextEvent("estimate")
        _ = try configuration("device = \n")
        listening.signal(SIGHUP)
        try listening.waitUntilErrors(say: "stays as it was")
        _ = try configuration("device = \"\(other)\"\n")
        listening.signal(SIGHUP)
        let opened = try listening.nextEvent("device")
        #expect(opened["state"] == .string("opened") && opened["device"] == .string(other))
        let gap = try listening.nextEvent("gap")
        #expect(gap["cause"] == .string("device"))
        listening.signal(SIGUSR1)
        try listening.waitUntilErrors(say: "resident")
        listening.signal(SIGTERM)
        let heard = try listening.finish()
        #expect(heard.code == 0)
        #expect(heard.errors.contains("line 1") && heard.errors.contains("read again"))
    }
}
