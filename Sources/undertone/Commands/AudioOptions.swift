import ArgumentParser
import AudioFiles
import EmotionRecognition
import Publishing

/// The options that `listen` and `analyze` share.
struct AudioOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Seconds between two estimates, 0.05 to 10, also UNDERTONE_EVERY (default: 0.25).",
            valueName: "seconds"))
    var every: String?

    @Option(
        help: ArgumentHelp(
            "The channel to hear, from 1, or mix, also UNDERTONE_CHANNEL (default: mix).", valueName: "N|mix")
    )
    var channel: String?

    @Option(
        help: ArgumentHelp(
            "Seconds between two status lines, 1 to 3600, also UNDERTONE_STATUS_EVERY (default: 10).",
            valueName: "seconds"))
    var statusEvery: String?

    @OptionGroup var modelOptions: ModelOptions
    @OptionGroup var profileOptions: ProfileOptions

    /// Frames taken from the input at a time.
    ///
    /// Results do not depend on it, and tests show that.
    @Option(help: .hidden)
    var chunk = FiniteSession.defaultChunkFrames

    func validate() throws {
        _ = try settings(isPaced: false)
        _ = try channelChoice()
        guard (1...1 << 24).contains(chunk) else {
            throw ValidationError("--chunk \(chunk): expected frames")
        }
    }

    /// The settings in effect, for `hello`.
    func settings(isPaced: Bool, _ configuration: Configuration = .empty) throws -> Hello.Settings {
        Hello.Settings(
            everySeconds: try Settings.every.resolve(every, configuration),
            channel: try channelChoice(configuration).text, isPaced: isPaced,
            statusEverySeconds: try Settings.statusEvery.resolve(statusEvery, configuration))
    }

    func channelChoice(_ configuration: Configuration = .empty) throws -> ChannelChoice {
        try Settings.channel.resolve(channel, configuration)
    }
}

extension Hello {
    /// The first line of a new stream.
    init(_ model: ModelInUse, input: Input, settings: Settings) {
        var settings = settings
        settings.profile = model.profile
        self.init(
            stream: randomStreamIdentifier(), version: ProgramVersion.current, model: model.greeting,
            input: input, settings: settings, decision: model.model.decision.values)
    }
}

extension Hello.Input {
    /// An open file, or standard input.
    init(_ kind: Kind, _ reader: borrowing AudioFileReader) {
        self.init(
            kind: kind, name: reader.name, rateHz: reader.sampleRateHz, channels: reader.channels,
            format: reader.formatName)
    }
}
