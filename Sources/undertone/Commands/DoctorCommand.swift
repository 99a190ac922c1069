import ArgumentParser
import AudioCapture
import Glibc
import Publishing

/// `undertone doctor`: what keeps the monitor from hearing, and what to do about it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks microphone, permissions, model and service, and explains.",
        discussion: """
            Listens to the microphone for a few seconds and judges what it delivers; nothing is recorded. Each \
            line is pass, warn or fail, with what to do. Exits with 1 where anything fails.

            EXAMPLES:
              undertone doctor
              undertone doctor --device hw:CARD=Headset,DEV=0
              undertone doctor --json | jq -r '.[] | select(.result != "pass") | .remedy'
            """)

    @Option(
        help: ArgumentHelp("The microphone, as `undertone listen` takes it.", valueName: "name"))
    var device: String?

    @Option(help: ArgumentHelp("How long to listen, 1 to 60 s.", valueName: "seconds"))
    var seconds = 3.0

    @Option(
        help: ArgumentHelp(
            "The configuration file to check, also UNDERTONE_CONFIG (default: the installed service's).",
            valueName: "file"))
    var config: String?

    @Flag(help: "Print one JSON array.")
    var json = false

    @OptionGroup var modelOptions: ModelOptions

    /// What stands before the paths of the installation.
    @Option(help: .hidden)
    var root = ""

    func validate() throws {
        guard (1...60).contains(seconds) else {
            throw ValidationError("--seconds \(seconds): expected 1 to 60")
        }
        if device == "" { throw ValidationError("--device: expected \(Settings.device.expectation)") }
    }

    func run() throws {
        // What is heard here is nobody else's business either.
        AudioPrivacy.forbidCoreFiles()
        let findings = findings()
        do throws(LineError) {
            let text = json ? Self.json(findings) : findings.map(\.text).joined()
            try LineWriter(descriptor: STDOUT_FILENO).write(Array(text.utf8)[...])
        } catch {
            throw error.asProgramError
        }
        if findings.contains(where: { $0.result == .fail }) { throw ProgramFailure(nil) }
    }

    /// Everything that is checked, in the order of the way from the settings to the readers.
    private func findings() -> [Finding] {
        let installation = Installation(root: root)
        let settings = ConfigurationChecks(
            file: config ?? environment("UNDERTONE_CONFIG"), installation: installation)
        let service = ServiceChecks(installation)
        let model = modelOptions.model ?? settings.value(of: Settings.model)
        return settings.findings + SystemChecks.all(model: model)
            + DeviceChecks.all(
                device: device ?? settings.value(of: Settings.device),
                channel: settings.value(of: Settings.channel).index, seconds: seconds,
                serviceProcess: service.process)
            + [service.socket(settings.value(of: Settings.socket))].compactMap { $0 } + [service.state]
    }

    private static func json(_ findings: [Finding]) -> String {
        var json = JSONWriter()
        json.array { json in
            for finding in findings {
                json.object { json in
                    json.member("check", finding.check)
                    json.member("result", finding.result.rawValue)
                    json.member("detail", finding.detail)
                    json.member("remedy", finding.remedy)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }
}
