import ArgumentParser
import Glibc

/// A setting that a flag or an environment variable may give; the flag wins.
///
/// Both go through one parser, so that a bad value is the same usage error either way.
struct Setting<Value: Sendable>: Sendable {
    /// The flag, such as `--every`.
    let flag: String
    /// The environment variable, such as `UNDERTONE_EVERY`.
    let variable: String
    /// What is accepted, in words.
    let expectation: String
    /// What holds when neither is given.
    let fallback: Value
    /// The value of a text; nil when it is not accepted.
    let parse: @Sendable (String) -> Value?

    /// The value in effect.
    func resolve(_ given: String?) throws -> Value {
        if let given { return try parsed(given, from: "\(flag) \(given)") }
        guard let text = environment(variable), !text.isEmpty else { return fallback }
        return try parsed(text, from: "\(variable)=\(text)")
    }

    private func parsed(_ text: String, from source: String) throws -> Value {
        guard let value = parse(text) else { throw ValidationError("\(source): expected \(expectation)") }
        return value
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
        flag: "--every", variable: "UNDERTONE_EVERY", expectation: "seconds from 0.05 to 10", fallback: 0.25,
        parse: { seconds($0, in: 0.05...10) })

    static let statusEvery = Setting<Double>(
        flag: "--status-every", variable: "UNDERTONE_STATUS_EVERY", expectation: "seconds from 1 to 3600",
        fallback: 10, parse: { seconds($0, in: 1...3600) })

    static let channel = Setting<ChannelChoice>(
        flag: "--channel", variable: "UNDERTONE_CHANNEL", expectation: "a number from 1, or mix",
        fallback: .mix, parse: { ChannelChoice($0) })

    static let device = Setting<String>(
        flag: "--device", variable: "UNDERTONE_DEVICE", expectation: "a device's name", fallback: "default",
        parse: { $0.isEmpty ? nil : $0 })

    private static func seconds(_ text: String, in range: ClosedRange<Double>) -> Double? {
        Double(text).flatMap { range.contains($0) ? $0 : nil }
    }
}

/// Which channel of the input is heard.
enum ChannelChoice: Equatable, Sendable {
    /// The mean of all.
    case mix
    /// One, counted from 1.
    case number(Int)

    /// `mix`, or a number from 1.
    init?(_ text: String) {
        if text == "mix" {
            self = .mix
        } else if let number = Int(text), number >= 1 {
            self = .number(number)
        } else {
            return nil
        }
    }

    /// The number, nil for the mix, as the readers want it.
    var index: Int? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// As it was given.
    var text: String { index.map(String.init) ?? "mix" }
}
