import ArgumentParser
import AudioCapture
import AudioFiles
import EmotionRecognition
import Glibc
import Publishing

/// `undertone listen`: a microphone, a file at its own pace, or standard input.
struct ListenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen", abstract: "Listens and prints what the voice expresses, as JSON lines.",
        usage: """
            undertone listen [--device <name>] [--or-sample] [<options>]
            undertone listen --input <file> [--fast] [<options>]
            undertone listen --input - [--format <format> --rate <hz> --channels <n>] [<options>]
            """,
        discussion: """
            Without --input a microphone is captured. A file is played at the pace of real time unless --fast; \
            standard input is taken as it comes: WAV, or raw PCM with --format.

            EXAMPLES:
              undertone listen
              undertone listen --device hw:CARD=Headset,DEV=0 --every 0.5
              undertone listen --input speech.flac | jq -r .emotion
              sox speech.mp3 -t wav - | undertone listen --input -
              parec --rate=16000 --channels=1 --format=s16le |
                undertone listen --input - --format s16le
            """)

    @Option(
        help: ArgumentHelp(
            "The microphone: default, or as `undertone devices` names it, also UNDERTONE_DEVICE.",
            valueName: "name"))
    var device: String?

    @Option(help: ArgumentHelp("A file to play, or - for standard input.", valueName: "file|-"))
    var input: String?

    @Flag(help: "Take a file as fast as possible, not at the pace of real time.")
    var fast = false

    @Flag(help: "Where no microphone can be opened, say why and play a bundled sample.")
    var orSample = false

    @OptionGroup var raw: RawOptions
    @OptionGroup var audio: AudioOptions

    func validate() throws {
        _ = try Settings.device.resolve(device)
        if input != nil, device != nil { throw ValidationError("--device and --input exclude each other") }
        if input != nil, orSample {
            throw ValidationError("--or-sample is for a microphone, not for --input")
        }
        if input == nil, fast { throw ValidationError("--fast needs --input") }
        if raw.isGiven, input != "-" {
            throw ValidationError("--format, --rate and --channels need --input -")
        }
    }

    func run() throws {
        let model = try ModelInUse(flag: audio.modelOptions.model)
        let stop = try StopSignal.install()
        switch input {
        case nil: try listenToDevice(model, stop)
        case "-": try listenToStandardInput(model, stop)
        case .some(let path): try listenToFile(path, model, stop)
        }
    }

    private func listenToDevice(_ model: ModelInUse, _ stop: StopSignal) throws {
        let name = try Settings.device.resolve(device)
        let channel = try audio.channelChoice().index
        let open: @Sendable () throws(PCMError) -> DeviceFeed = { () throws(PCMError) in
            try DeviceFeed(opening: name, channel: channel)
        }
        switch Result(catching: open) {
        case .success(let feed):
            let input = Hello.Input(
                kind: .device, name: feed.grant.device, rateHz: feed.grant.rateHz,
                channels: feed.grant.channels, format: feed.grant.format.rawValue)
            let hello = Hello(model, input: input, settings: try audio.settings(isPaced: true))
            try LiveRun(model: model, hello: hello, stop: stop).run(feed, reopen: open)
        case .failure(let error):
            guard orSample else { throw ProgramFailure("\(error)") }
            Terminal.complain("\(error); playing the bundled sample instead")
            try play(BundledSample.open(), model, stop)
        }
    }

    private func listenToFile(_ path: String, _ model: ModelInUse, _ stop: StopSignal) throws {
        let channel = try audio.channelChoice().index
        do {
            let reader = try AudioFileReader(path: path, channel: channel, cancel: stop.descriptor)
            if fast {
                try take(reader, .file, model, stop)
            } else {
                try play(reader, model, stop)
            }
        } catch let error as AudioFileError {
            try refuse(error)
        }
    }

    private func listenToStandardInput(_ model: ModelInUse, _ stop: StopSignal) throws {
        ReaderWatch.start(descriptor: STDOUT_FILENO) { _exit(0) }
        let channel = try audio.channelChoice().index
        do {
            let reader =
                if let format = try raw.pcmFormat() {
                    try AudioFileReader(
                        rawPCMFrom: STDIN_FILENO, format: format, rateHz: raw.rate ?? 16_000,
                        channels: raw.channels ?? 1, channel: channel, cancel: stop.descriptor)
                } else {
                    try AudioFileReader(descriptor: STDIN_FILENO, channel: channel, cancel: stop.descriptor)
                }
            try take(reader, .stdin, model, stop)
        } catch let error as AudioFileError {
            try refuse(error)
        }
    }

    private func play(_ reader: consuming AudioFileReader, _ model: ModelInUse, _ stop: StopSignal) throws {
        let hello = Hello(
            model, input: Hello.Input(.file, reader), settings: try audio.settings(isPaced: true))
        let feed = try PacedFile(reader)
        feed.start()
        try LiveRun(model: model, hello: hello, stop: stop).run(feed)
    }

    private func take(
        _ reader: consuming AudioFileReader, _ kind: Hello.Input.Kind, _ model: ModelInUse, _ stop: StopSignal
    ) throws {
        let hello = Hello(
            model, input: Hello.Input(kind, reader), settings: try audio.settings(isPaced: false))
        let publisher = EventPublisher(
            labels: model.model.labels, to: LineWriter(descriptor: STDOUT_FILENO))
        let end: SessionEnd
        do throws(LineError) {
            end = try FiniteSession.run(
                &reader, model: model, hello: hello, chunkFrames: audio.chunk, stop: stop, to: publisher)
        } catch {
            throw error.asProgramError
        }
        if let failure = end.failure { throw ProgramFailure(failure) }
    }

    /// An input refused at start, unless the program was asked to end while it waited for it.
    private func refuse(_ error: AudioFileError) throws {
        if error.reason != .cancelled { throw ProgramFailure("\(error)") }
    }
}

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
