import ArgumentParser
import Glibc
import LivePage
import Logging
import Publishing

/// A setting that a flag, an environment variable or the configuration file may give, in this order.
///
/// All go through one parser, so that a bad value is the same usage error whichever way it comes.
struct Setting<Value: Sendable>: Sendable {
    /// The flag, such as `--status-every`; variable and key follow from it.
    let flag: String
    /// What is accepted, in words.
    let expectation: String
    /// What holds when none is given.
    let fallback: Value
    /// The value of a text; nil when it is not accepted.
    let parse: @Sendable (String) -> Value?

    /// The environment variable: `UNDERTONE_STATUS_EVERY`.
    var variable: String { "UNDERTONE_" + key.uppercased() }
    /// The key in the configuration file: `status_every`.
    var key: String { String(flag.drop { $0 == "-" }.map { $0 == "-" ? "_" : $0 }) }

    /// The value in effect.
    func resolve(_ given: String?, _ configuration: Configuration = .empty) throws -> Value {
        if let given { return try parsed(given, from: "\(flag) \(given)") }
        if let text = environment(variable), !text.isEmpty {
            return try parsed(text, from: "\(variable)=\(text)")
        }
        guard let text = configuration[key] else { return fallback }
        return try parsed(text, from: "\(configuration.path ?? ""): \(key) = \(text)")
    }

    private func parsed(_ text: String, from source: String) throws -> Value {
        guard let value = parse(text) else { throw ValidationError("\(source): expected \(expectation)") }
        return value
    }
}

/// A setting of whatever type, for who goes through all of them.
protocol AnySetting: Sendable {
    /// The key in the configuration file.
    var key: String { get }
    /// What is wrong with the value that a variable or the configuration gives; nil where it is accepted.
    func complaint(_ configuration: Configuration) -> String?
}

extension Setting: AnySetting {
    func complaint(_ configuration: Configuration) -> String? {
        do {
            _ = try resolve(nil, configuration)
            return nil
        } catch {
            return (error as? ValidationError)?.message ?? "\(error)"
        }
    }
}

/// The value of an environment variable.
func environment(_ name: String) -> String? {
    // SAFETY: getenv returns nil or a terminated string, copied at once; nothing here changes the environment.
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
}

/// The settings of the monitor.
enum Settings {
    static let every = Setting<Double>(
        flag: "--every", expectation: "seconds from 0.05 to 10", fallback: 0.25,
        parse: { seconds($0, in: 0.05...10) })

    static let statusEvery = Setting<Double>(
        flag: "--status-every", expectation: "seconds from 1 to 3600", fallback: 10,
        parse: { seconds($0, in: 1...3600) })

    static let channel = Setting<ChannelChoice>(
        flag: "--channel", expectation: "a number from 1, or mix", fallback: .mix,
        parse: { ChannelChoice($0) })

    static let device = Setting<String>(
        flag: "--device", expectation: "a device's name", fallback: "default",
        parse: { $0.isEmpty ? nil : $0 })

    static let model = Setting<String?>(
        flag: "--model", expectation: "a file", fallback: nil, parse: { $0.isEmpty ? nil : .some($0) })

    static let profile = Setting<String?>(
        flag: "--profile", expectation: "a file", fallback: nil, parse: { $0.isEmpty ? nil : .some($0) })

    static let wait = Setting<Bool>(
        flag: "--wait", expectation: "on or off", fallback: false, parse: { onOff($0) })

    static let stdout = Setting<Bool>(
        flag: "--stdout", expectation: "on or off", fallback: true, parse: { onOff($0) })

    static let socket = Setting<SocketAddress?>(
        flag: "--socket", expectation: "a path or @name of at most 107 bytes, or systemd", fallback: nil,
        parse: { SocketAddress($0).map { .some($0) } })

    static let socketMode = Setting<UInt32>(
        flag: "--socket-mode", expectation: "an octal mode such as 0660", fallback: 0o660,
        parse: { UInt32($0, radix: 8).flatMap { $0 <= 0o777 ? $0 : nil } })

    static let socketGroup = Setting<String?>(
        flag: "--socket-group", expectation: "a group's name", fallback: nil,
        parse: { $0.isEmpty ? nil : .some($0) })

    static let allowAnyUser = Setting<Bool>(
        flag: "--allow-any-user", expectation: "on or off", fallback: false, parse: { onOff($0) })

    static let http = Setting<PageAddress?>(
        flag: "--http", expectation: "an address and a port such as 127.0.0.1:8787 or [::1]:8787",
        fallback: nil,
        parse: { PageAddress($0).map { .some($0) } })

    static let httpAllowRemote = Setting<Bool>(
        flag: "--http-allow-remote", expectation: "on or off", fallback: false, parse: { onOff($0) })

    static let httpTokenFile = Setting<String?>(
        flag: "--http-token-file", expectation: "a file", fallback: nil,
        parse: { $0.isEmpty ? nil : .some($0) })

    static let httpNames = Setting<Set<String>>(
        flag: "--http-names", expectation: "names of hosts, with commas between", fallback: [],
        parse: { Set($0.split(separator: ",").map { $0.filter { $0 != " " } }) })

    static let log = Setting<Logger.Level>(
        flag: "--log", expectation: "debug, info, notice, warning or error", fallback: .notice,
        parse: { Logger.Level(rawValue: $0) })

    /// All of them.
    static let all: [any AnySetting] = [
        every, statusEvery, channel, device, model, wait, stdout, socket, socketMode, socketGroup,
        allowAnyUser, log, profile, http, httpAllowRemote, httpTokenFile, httpNames,
    ]

    /// The keys that a configuration file may hold.
    static let keys = Set(all.map(\.key))

    private static func seconds(_ text: String, in range: ClosedRange<Double>) -> Double? {
        Double(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func onOff(_ text: String) -> Bool? {
        switch text {
        case "on", "true", "yes", "1": true
        case "off", "false", "no", "0": false
        default: nil
        }
    }
}
