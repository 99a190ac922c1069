import ArgumentParser
import AudioFiles

/// How raw PCM on standard input is laid out.
struct RawOptions: ParsableArguments {
    @Option(help: "Standard input is raw PCM of this format: \(names).")
    var format: String?

    @Option(help: ArgumentHelp("Frames per second of raw PCM (default: 16000).", valueName: "hz"))
    var rate: Int?

    @Option(help: ArgumentHelp("Channels of raw PCM (default: 1).", valueName: "n"))
    var channels: Int?

    /// Whether any of them is there.
    var isGiven: Bool { format != nil || rate != nil || channels != nil }

    /// The format; nil where standard input is WAV.
    func pcmFormat() throws -> RawPCMFormat? {
        guard let format else { return nil }
        guard let known = RawPCMFormat(rawValue: format) else {
            throw ValidationError("--format \(format): expected one of \(Self.names)")
        }
        return known
    }

    private static let names = RawPCMFormat.allCases.map(\.rawValue).joined(separator: ", ")

    func validate() throws {
        _ = try pcmFormat()
        if format == nil, isGiven { throw ValidationError("--rate and --channels need --format") }
        if let rate, !(1000...1_536_000).contains(rate) {
            throw ValidationError("--rate \(rate): expected 1000 to 1536000 frames a second")
        }
        if let channels, !(1...1024).contains(channels) {
            throw ValidationError("--channels \(channels): expected 1 to 1024")
        }
    }
}
