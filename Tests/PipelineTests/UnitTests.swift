import Glibc
import TestSupport
import Testing

/// The systemd units, as systemd itself judges them.
@Suite(.enabled(if: canAnalyzeUnits(), "no systemd-analyze here"))
struct UnitTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    /// The units with a program that exists in place of the installed one.
    private func units() throws -> String {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/systemd"
        for name in ["undertone.service", "undertone.socket", "user/undertone.service"] {
            let text = String(decoding: try fileBytes("\(root)/\(name)"), as: UTF8.self)
            let parts = text.split(separator: "/usr/local/bin/undertone", omittingEmptySubsequences: false)
            let changed = parts.joined(separator: "/bin/true")
            let place = name.hasPrefix("user/") ? "user-undertone.service" : name
            _ = try folder.write(Array(changed.utf8), as: place)
        }
        return folder.root
    }

    /// Runs a command; its exit code and everything it says.
    private func say(_ command: String) throws -> (code: Int32, text: String) {
        let log = folder.path("said")
        let status = unsafe system("\(command) > \(log) 2>&1")
        return (status >> 8, String(decoding: try fileBytes(log), as: UTF8.self))
    }

    @Test func systemdFindsNothingToComplainOf() throws {
        let units = try units()
        // It exits with 0 on unknown keys too: only silence is praise.
        let system = try say(
            "systemd-analyze verify --man=no \(units)/undertone.service \(units)/undertone.socket")
        #expect(system.code == 0 && system.text.isEmpty, "\(system.text)")
        let user = try say("systemd-analyze verify --man=no \(units)/user-undertone.service")
        #expect(user.code == 0 && user.text.isEmpty, "\(user.text)")
    }

    @Test func theServiceIsConfinedBetterThanOne() throws {
        // The threshold is ten times the score.
        let said = try say(
            "systemd-analyze security --offline=true --threshold=10 \(try units())/undertone.service")
        #expect(said.code == 0, "\(said.text)")
    }

    /// The example that lets the service serve its page: understood, and little is lost.
    @Test func withTheLivePageItIsStillConfined() throws {
        let service = "\(try units())/undertone.service"
        let example =
            "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
            + "/systemd/examples/live-page.conf"
        let added = try say("mkdir \(service).d && cp \(example) \(service).d/")
        #expect(added.code == 0, "\(added.text)")
        let verified = try say("systemd-analyze verify --man=no \(service)")
        #expect(verified.code == 0 && verified.text.isEmpty, "\(verified.text)")
        let judged = try say("systemd-analyze security --offline=true --threshold=14 \(service)")
        #expect(judged.code == 0, "\(judged.text)")
    }
}

/// Whether systemd's own judge is installed.
private func canAnalyzeUnits() -> Bool {
    unsafe access("/usr/bin/systemd-analyze", X_OK) == 0
}
