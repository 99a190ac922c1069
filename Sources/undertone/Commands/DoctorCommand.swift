import ArgumentParser
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

    @Option(help: ArgumentHelp("The configuration file to check, also UNDERTONE_CONFIG.", valueName: "file"))
    var config: String?

    @Flag(help: "Print one JSON array.")
    var json = false

    @OptionGroup var modelOptions: ModelOptions

    func validate() throws {
        guard (1...60).contains(seconds) else {
            throw ValidationError("--seconds \(seconds): expected 1 to 60")
        }
    }

    func run() throws {
        var findings: [Finding] = []
        var settings = Configuration.empty
        if let path = config ?? environment("UNDERTONE_CONFIG"), !path.isEmpty {
            do throws(ProgramFailure) {
                settings = try Configuration(path: path)
                findings.append(.pass("configuration", path))
            } catch {
                findings.append(
                    .fail("configuration", error.message ?? path, "correct it; see undertone listen --help"))
            }
        }
        let name = try Settings.device.resolve(device, settings)
        findings += SystemChecks.all(model: modelOptions.model ?? settings[Settings.model.key])
        findings += DeviceChecks.all(
            device: name, channel: try Settings.channel.resolve(nil, settings).index, seconds: seconds)
        findings += SystemChecks.service(socket: try Settings.socket.resolve(nil, settings))
        do throws(LineError) {
            let text = json ? Self.json(findings) : findings.map(\.text).joined()
            try LineWriter(descriptor: STDOUT_FILENO).write(Array(text.utf8)[...])
        } catch {
            throw error.asProgramError
        }
        if findings.contains(where: { $0.result == .fail }) { throw ProgramFailure(nil) }
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

/// One line of the doctor's.
struct Finding: Equatable {
    /// How a check came out.
    enum Result: String {
        case pass
        case warn
        case fail
    }

    /// What was checked.
    var check: String
    /// How it came out.
    var result: Result
    /// What was found.
    var detail: String
    /// What to do; nil where nothing is to be done.
    var remedy: String?

    static func pass(_ check: String, _ detail: String) -> Finding {
        Finding(check: check, result: .pass, detail: detail, remedy: nil)
    }

    static func warn(_ check: String, _ detail: String, _ remedy: String) -> Finding {
        Finding(check: check, result: .warn, detail: detail, remedy: remedy)
    }

    static func fail(_ check: String, _ detail: String, _ remedy: String) -> Finding {
        Finding(check: check, result: .fail, detail: detail, remedy: remedy)
    }

    /// For people.
    var text: String {
        let start = "\(result.rawValue)  \(check): \(detail)\n"
        return remedy.map { "\(start)      \($0)\n" } ?? start
    }
}
