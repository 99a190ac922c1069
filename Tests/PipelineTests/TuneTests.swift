import Glibc
import TestSupport
import Testing

/// `undertone tune` on recordings, and what its profile does to the commands that use it.
@Suite struct TuneTests {
    private let folder: TestFolder
    private let room: String
    private let voice: String
    private let profile: String

    init() throws {
        folder = try TestFolder()
        var random = TestRandom(seed: 1)
        // White noise of about −65 dBFS.
        let noise = (0..<16_000 * 6).map { _ in random.signed() * 0.001 }
        room = try folder.write(TestAudio.floatWAV(noise), as: "room.wav")
        let speech = Array((0..<4).map { _ in TestAudio.speech.map { $0 * 0.15 } }.joined())
        let noisy = speech.indices.map { speech[$0] + noise[$0 % noise.count] }
        voice = try folder.write(TestAudio.floatWAV(noisy), as: "voice.wav")
        profile = folder.path("profile.toml")
    }

    /// What a run printed on standard output and on standard error, and its code.
    private func tune(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (code: Int32, text: String, errors: String) {
        let path = folder.path("stdout")
        _ = try folder.write([], as: "stdout")
        let finished = try ProgramRun(
            ["tune"] + arguments, environment: environment, output: .file(path)
        ).finish(isStream: false)
        return (finished.code, String(decoding: try fileBytes(path), as: UTF8.self), finished.errors)
    }

    @Test func aRoomAndAVoiceMakeAProfileThatOthersUse() throws {
        let made = try tune(["--room", room, "--voice", voice, "--out", profile])
        #expect(made.code == 0 && made.errors.isEmpty, "\(made.errors)")
        for words in ["room", "noise floor, at least", "gain", "you: heard as", "before", "wrote \(profile)"]
        {
            #expect(made.text.contains(words), "\(words) in \(made.text)")
        }
        let with = try run("analyze", "--profile", profile, voice)
        #expect(with.code == 0 && with.errors.isEmpty)
        let hello = try #require(with.events("hello").first)
        let settings = try #require(hello["settings"]?["profile"])
        #expect(settings["name"]?.string == profile && settings["neutral"] == .bool(true))
        let gain = try #require(settings["gain_db"]?.number)
        let floor = try #require(settings["noise_floor_dbfs"]?.number)
        #expect((3...30).contains(gain) && (-72 ... -60).contains(floor), "\(gain) dB, \(floor) dBFS")
        let bound = try #require(hello["decision"]?["floor_lower_bound_dbfs"]?.number)
        #expect(abs(bound - (floor + gain)) < 1e-3)
        let live = try run("listen", "--input", voice, "--fast", "--profile", profile)
        #expect(
            live.compared("estimate", "utterance", without: "lag_ms", "seq")
                == with.compared("estimate", "utterance", without: "lag_ms", "seq"))
        let without = try run("analyze", voice)
        #expect(without.events("hello").first?["settings"]?["profile"] == .null)
        #expect(without.compared("estimate") != with.compared("estimate"))
    }

    @Test func aRoomAloneGivesAFloorAndNoMore() throws {
        let home = folder.path("config")
        let made = try tune(["--room", room], environment: ["XDG_CONFIG_HOME": home])
        #expect(made.code == 0, "\(made.errors)")
        let text = String(decoding: try fileBytes("\(home)/undertone/profile.toml"), as: UTF8.self)
        #expect(text.contains("noise_floor_dbfs = -6") && text.contains("gain_db = 0.0"))
        #expect(!text.contains("neutral"))
    }

    @Test func theVariableNamesAProfileToo() throws {
        _ = try tune(["--room", room, "--out", profile])
        let finished = try run("analyze", voice, environment: ["UNDERTONE_PROFILE": profile])
        #expect(finished.events("hello").first?["settings"]?["profile"]?["name"]?.string == profile)
    }

    @Test func aHeadsetOfEightKilohertzIsToldOf() throws {
        let narrow = try folder.write(
            TestAudio.wav(TestAudio.speech(seconds: 60, rateHz: 8000), rateHz: 8000), as: "narrow.wav")
        let made = try tune(["--room", room, "--voice", narrow, "--out", profile])
        #expect(made.text.contains("8 kHz headset"), "\(made.text)\(made.errors)")
        let wide = try tune(["--room", room, "--voice", voice, "--out", profile])
        #expect(!wide.text.contains("8 kHz headset"), "\(wide.text)")
    }

    @Test func whatCannotBeUsedIsSaidInOneLine() throws {
        let quiet = try folder.write(
            TestAudio.floatWAV(TestAudio.speech.map { $0 * 0.0005 }), as: "quiet.wav")
        let short = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 4)), as: "short.wav")
        let tiny = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 1)), as: "tiny.wav")
        let rows: [(arguments: [String], words: String)] = [
            (["--room", voice, "--out", profile], "somebody speaks in the room"),
            (["--room", room, "--voice", quiet, "--out", profile], "too quiet"),
            (["--room", room, "--voice", short, "--out", profile], "too short"),
            (["--room", tiny, "--out", profile], "at least 3 s"),
            (["--room", folder.path("absent.wav"), "--out", profile], "no such file"),
            (["--room", room, "--out", folder.path("absent/profile.toml")], "absent/profile.toml"),
            (["--device", "hw:CARD=absent", "--out", profile], "cannot open hw:CARD=absent"),
        ]
        for row in rows {
            let finished = try tune(row.arguments)
            #expect(finished.code == 1 && finished.text.isEmpty, "\(row.arguments): \(finished)")
            #expect(finished.errors.contains(row.words), "\(row.arguments): \(finished.errors)")
            #expect(finished.errors.split(separator: "\n").count == 1, "\(row.arguments): \(finished.errors)")
        }
        #expect(unsafe access(profile, F_OK) != 0)
        #expect(try tune(["--room", room, "--device", "x"]).code == 64)
        #expect(try tune(["--room", room, "--voice"]).code == 64)
        #expect(try tune(["--seconds", "1"]).code == 64)
    }

    @Test func aBadProfileIsRefusedBeforeAnythingIsPrinted() throws {
        let rows: [(text: String?, words: String)] = [
            (nil, "cannot read the profile"), ("version = ", "line 1"), ("gain_db = 3.0", "no version"),
            ("version = 2", "version 2"), ("version = 1\nloud = true", "unknown key loud"),
            ("version = 1\ngain_db = 90", "gain_db takes a number"),
            ("version = 1\nnoise_floor_dbfs = \"low\"", "noise_floor_dbfs takes a number"),
            ("version = 1\n[neutral]\nsad = -1.0", "go together"),
            ("version = 1\nneutral_model = \"x\"\n[neutral]\nsad = 2.0", "log posteriors"),
        ]
        for row in rows {
            unsafe unlink(profile)
            if let text = row.text { _ = try folder.write(Array(text.utf8), as: "profile.toml") }
            for command in [["analyze", voice], ["listen", "--input", voice, "--fast"]] {
                let finished = try ProgramRun(command + ["--profile", profile]).finish()
                #expect(finished.code == 1 && finished.lines.isEmpty, "\(row): \(finished)")
                #expect(finished.errors.contains(row.words), "\(row): \(finished.errors)")
                #expect(finished.errors.split(separator: "\n").count == 1, "\(row): \(finished.errors)")
            }
        }
    }

    @Test func aNeutralVoiceOfAnotherModelIsLeftOut() throws {
        _ = try folder.write(
            Array("version = 1\ngain_db = 4.0\nneutral_model = \"x\"\n[neutral]\nsad = -1.0\n".utf8),
            as: "profile.toml")
        let finished = try run("analyze", "--profile", profile, voice)
        #expect(finished.code == 0 && finished.errors.contains("another model"))
        let settings = finished.events("hello").first?["settings"]?["profile"]
        #expect(settings?["neutral"] == .bool(false) && settings?["gain_db"]?.number == 4)
    }
}

/// `undertone watch` where it cannot draw.
@Suite struct WatchRefusalTests {
    @Test func withoutATerminalItIsWrongUse() throws {
        let finished = try run("watch", "/nonexistent/socket")
        #expect(finished.code == 64 && finished.lines.isEmpty)
        #expect(finished.errors.contains("terminal") && finished.errors.split(separator: "\n").count == 1)
    }

    @Test func aSocketAndAMicrophoneExcludeEachOther() throws {
        #expect(try run("watch", "/nonexistent/socket", "--device", "default").code == 64)
        #expect(try run("watch", "--input", "-").code == 64)
        #expect(try run("watch", "--every", "0").code == 64)
    }
}
