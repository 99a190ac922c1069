import Glibc
import TestSupport
import Testing

/// What `undertone doctor` finds of the settings and the service, with an installation of the test's own.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct DoctorServiceTests {
    private let folder: TestFolder
    private let root: String
    private let units: String

    init() throws {
        folder = try TestFolder()
        root = folder.path("root")
        units = "\(root)/etc/systemd/system"
        let folders = ["bin", "root/etc/undertone", "root/etc/systemd/system", "root/run/systemd/system"]
        for name in folders { #expect(unsafe system("mkdir -p \(folder.path(name))") == 0) }
    }

    /// Installs the units as they are shipped.
    private func install() throws {
        let shipped = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/systemd"
        #expect(unsafe system("cp \(shipped)/undertone.service \(shipped)/undertone.socket \(units)") == 0)
    }

    private func configure(_ text: String) throws -> String {
        try folder.write(Array(text.utf8), as: "root/etc/undertone/undertone.toml")
    }

    /// Puts another program in systemctl's place.
    private func answer(_ script: String) throws {
        let path = try folder.write(Array("#!/bin/sh\n\(script)\n".utf8), as: "bin/systemctl")
        #expect(unsafe chmod(path, 0o755) == 0)
    }

    /// The findings of a check, and the exit code.
    private func examine(
        _ arguments: String..., environment: [String: String] = [:]
    ) throws -> (findings: (String) -> [JSONValue], code: Int32) {
        let variables = try ALSATestDevice.make().environment
            .merging(["PATH": "\(folder.path("bin")):/usr/bin:/bin"]) { $1 }.merging(environment) { $1 }
        let doctor = try ProgramRun(
            ["doctor", "--json", "--seconds", "1", "--root", root] + arguments, environment: variables)
        let all = try JSONValue(parsing: try #require(doctor.nextLine()))
        let code = try doctor.finish(isStream: false).code
        let findings = (0..<64).compactMap { all[$0] }
        return ({ check in findings.filter { $0["check"]?.string == check } }, code)
    }

    /// Whatever `listen` would refuse is a finding, and no misuse of the doctor.
    @Test(arguments: [
        "device = \"\"", "channel = \"left\"", "socket = \"\"", "every = 99", "status_every = 0",
        "log = \"loud\"", "wait = \"perhaps\"", "socket_mode = \"rw\"", "http = \"nowhere\"",
        "http = \"0.0.0.0:8787\"",
    ])
    func aSettingThatListenRefusesFailsWithItsPlace(line: String) throws {
        let path = try folder.write(Array("\(line)\n".utf8), as: "wrong.toml")
        let (findings, code) = try examine("--config", path)
        let configuration = findings("configuration")
        #expect(configuration.count == 1 && configuration[0]["result"] == .string("fail"))
        let detail = configuration[0]["detail"]?.string ?? ""
        let key = line.prefix { $0 != " " }
        #expect(detail.contains("\(path): \(key) = ") || detail.contains("0.0.0.0:8787"), "\(detail)")
        #expect(configuration[0]["remedy"]?.string != nil)
        #expect(!findings("device").isEmpty, "the rest is looked at all the same")
        #expect(code == 1)
    }

    @Test func everyWrongSettingIsNamedAndSoIsAWrongVariable() throws {
        let path = try folder.write(Array("every = 99\nwait = \"perhaps\"\n".utf8), as: "wrong.toml")
        let (findings, code) = try examine("--config", path, environment: ["UNDERTONE_CHANNEL": "left"])
        let details = findings("configuration").compactMap { $0["detail"]?.string }
        #expect(details.count == 3 && details.contains { $0.contains("UNDERTONE_CHANNEL=left") })
        #expect(code == 1)
    }

    @Test func withoutAFileTheServicesIsCheckedAndNamed() throws {
        try install()
        let path = try configure("every = 0.5\n")
        let right = try examine().findings("configuration")
        #expect(right.count == 1 && right[0]["result"] == .string("pass"))
        #expect(right[0]["detail"]?.string == "\(path), the installed service's")
        _ = try configure("every = 99\n")
        let (findings, code) = try examine()
        #expect(findings("configuration").first?["result"] == .string("fail") && code == 1)
        // A file that no installed service reads is nobody's.
        #expect(unsafe unlink("\(units)/undertone.service") == 0)
        #expect(
            try examine().findings("configuration").first?["detail"]?.string?.hasPrefix("no file") == true)
    }

    @Test func theServicesSocketIsLookedAt() throws {
        try install()
        let absent = try examine().findings("socket")
        #expect(absent.first?["result"] == .string("warn"))
        #expect(absent.first?["detail"]?.string?.contains("\(root)/run/undertone/socket") == true)
        #expect(unsafe system("mkdir -p \(root)/run/undertone && touch \(root)/run/undertone/socket") == 0)
        #expect(try examine().findings("socket").first?["result"] == .string("pass"))
        let absentFolder = folder.path("absent/socket")
        let named = try folder.write(Array("socket = \"\(absentFolder)\"\n".utf8), as: "own.toml")
        let (findings, code) = try examine("--config", named)
        #expect(findings("socket").first?["result"] == .string("fail") && code == 1)
    }

    /// A socket that is there proves nothing: systemd is asked.
    @Test(arguments: [
        (
            "echo ActiveState=active; echo SubState=running; echo StatusText=listening; echo MainPID=1",
            "pass",
            "the service is active (running): listening"
        ),
        (
            "echo ActiveState=failed; echo SubState=failed; echo StatusText=; echo MainPID=0", "fail",
            "the service is failed (failed)"
        ),
        ("echo ActiveState=inactive; echo SubState=dead", "warn", "the service is inactive (dead)"),
        (
            "echo ActiveState=activating; echo SubState=auto-restart", "warn",
            "the service is activating (auto-restart)"
        ),
        ("exit 1", "warn", "it does not say how the service is"),
        // Waited for, but not for ever.
        ("exec sleep 1000", "warn", "it does not say how the service is"),
    ])
    func theServicesStateIsSystemdsWord(script: String, result: String, detail: String) throws {
        try install()
        #expect(unsafe system("mkdir -p \(root)/run/undertone && touch \(root)/run/undertone/socket") == 0)
        try answer(script)
        let state = try examine().findings("systemd")
        #expect(state.first?["result"] == .string(result) && state.first?["detail"] == .string(detail))
    }
}
