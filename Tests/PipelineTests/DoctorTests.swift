import Glibc
import TestSupport
import Testing

/// `undertone doctor` as a whole, on microphones that libasound itself delivers.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct DoctorTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    /// The findings by what was checked, and the exit code.
    private func examine(
        _ microphone: ALSATestDevice, _ arguments: String...
    ) throws -> (findings: [String: JSONValue], code: Int32) {
        // Whatever is installed on this machine.
        let root = ["--root", folder.path("root")]
        let doctor = try ProgramRun(
            ["doctor", "--json", "--seconds", "1"] + root + arguments, environment: microphone.environment)
        let findings = try JSONValue(parsing: try #require(doctor.nextLine()))
        let finished = try doctor.finish(isStream: false)
        var byCheck: [String: JSONValue] = [:]
        var index = 0
        while let finding = findings[index] {
            byCheck[finding["check"]?.string ?? ""] = finding
            #expect((finding["remedy"]?.string == nil) == (finding["result"] == .string("pass")))
            index += 1
        }
        return (byCheck, finished.code)
    }

    @Test func aSoundMicrophonePassesAndItsRateIsNamed() throws {
        let microphone = try ALSATestDevice.make(rate: 48_000, channels: 2, format: "S32_LE")
        let (findings, code) = try examine(microphone)
        for check in ["model", "device", "rate", "level", "bandwidth", "channels"] {
            #expect(
                findings[check]?["result"] == .string("pass"),
                "\(check): \(String(describing: findings[check]))")
        }
        #expect(findings["device"]?["detail"]?.string?.contains("48000 Hz, 2 channels") == true)
        #expect(code == 0)
    }

    @Test func aDeadChannelIsNamedWithTheOneToHear() throws {
        // The first channel a constant, the second one a square wave.
        var bytes: [UInt8] = []
        for frame in 0..<16_000 { bytes += [10, 0, 0, frame / 8 & 1 == 0 ? 8 : 248] }
        let raw = try folder.write(bytes, as: "half-dead.raw")
        let microphone = try ALSATestDevice.make(channels: 2, signal: .loopedFile(raw))
        let (findings, code) = try examine(microphone)
        #expect(findings["channels"]?["result"] == .string("warn"))
        #expect(findings["channels"]?["detail"]?.string == "nothing on channel 1 of 2")
        #expect(findings["channels"]?["remedy"]?.string?.contains("--channel 2") == true)
        #expect(code == 0)
    }

    @Test func ofManyChannelsNoMoreAreSpokenForThanWereHeard() throws {
        let (findings, code) = try examine(try ALSATestDevice.make(channels: 10))
        #expect(findings["channels"]?["result"] == .string("pass"))
        #expect(findings["channels"]?["detail"]?.string?.hasPrefix("1 to 8 of 10 carry sound") == true)
        #expect(code == 0)
    }

    /// It listens too: what it hears must be in no core file.
    @Test func itForbidsCoreFiles() throws {
        let microphone = try ALSATestDevice.make()
        // Raised first: a limit of zero that was there before would prove nothing.
        let launcher = ["/bin/sh", "-c", "ulimit -S -c \"$(ulimit -H -c)\"; exec \"$0\" \"$@\""]
        let doctor = try ProgramRun(
            ["doctor", "--seconds", "10"], environment: microphone.environment, launcher: launcher)
        func limit() -> String? {
            let text = (try? fileBytes("/proc/\(doctor.process)/limits")).map {
                String(decoding: $0, as: UTF8.self)
            }
            let line = text?.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
            return line.map { $0.split(separator: " ").dropFirst(4).prefix(2).joined(separator: " ") }
        }
        func hasEnded() -> Bool {
            let state = (try? fileBytes("/proc/\(doctor.process)/stat")).map {
                String(decoding: $0, as: UTF8.self)
            }
            return state?.contains(") Z ") != false
        }
        while limit() != "0 0" { try #require(!hasEnded(), "it listened without") }
        doctor.signal(SIGKILL)
        #expect(try doctor.finish(isStream: false).code == 256 + SIGKILL)
    }

    @Test(arguments: [(EBUSY, "busy"), (EACCES, "permission denied"), (ENOENT, "no such device")])
    func whatCannotBeOpenedFailsWithItsRemedy(error: Int32, words: String) throws {
        let (findings, code) = try examine(try ALSATestDevice.make(openError: error))
        #expect(findings["device"]?["result"] == .string("fail"))
        #expect(findings["device"]?["detail"]?.string?.contains(words) == true)
        #expect(code == 1)
    }

    @Test func aWrongConfigurationAndAMissingModelFail() throws {
        let path = try folder.write(Array("every = 1\nnoise = 2\n".utf8), as: "undertone.toml")
        let (findings, code) = try examine(
            try ALSATestDevice.make(), "--config", path, "--model", folder.path("none.safetensors"))
        #expect(findings["configuration"]?["result"] == .string("fail"))
        #expect(findings["configuration"]?["detail"]?.string?.contains("noise") == true)
        #expect(findings["model"]?["result"] == .string("fail"))
        #expect(code == 1)
    }
}
