import ArgumentParser
import AudioCapture
import AudioFiles
import EmotionRecognition
import Glibc
import Logging
import Publishing

/// `undertone listen`: a microphone, a file at its own pace, or standard input.
struct ListenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen", abstract: "Listens and prints what the voice expresses, as JSON lines.",
        usage: """
            undertone listen [--device <name>] [--wait] [--or-sample] [--socket <path>] [<options>]
            undertone listen --input <file> [--fast] [<options>]
            undertone listen --input - [--format <format> --rate <hz> --channels <n>] [<options>]
            """,
        discussion: """
            Without --input a microphone is captured. A file is played at the pace of real time unless --fast; \
            standard input is taken as it comes: WAV, or raw PCM with --format.

            A device that goes away is waited for; with --wait from the start on. SIGHUP reads the configuration \
            again, SIGUSR1 logs statistics, SIGTERM ends the stream.

            EXAMPLES:
              undertone listen
              undertone listen --device hw:CARD=Headset,DEV=0 --every 0.5
              undertone listen --device usb:046d:0825 --wait --socket /run/user/1000/undertone --stdout off
              undertone listen --http 127.0.0.1:8787
              undertone listen --config /etc/undertone/undertone.toml
              undertone listen --input speech.flac | jq -r .emotion
              sox speech.mp3 -t wav - | undertone listen --input -
              parec --rate=16000 --channels=1 --format=s16le |
                undertone listen --input - --format s16le
            """)

    @Option(
        help: ArgumentHelp(
            "The microphone: default, usb:VENDOR:PRODUCT[:SERIAL], or as `undertone devices` names it, "
                + "also UNDERTONE_DEVICE.", valueName: "name"))
    var device: String?

    @Option(help: ArgumentHelp("A file to play, or - for standard input.", valueName: "file|-"))
    var input: String?

    @Flag(help: "Take a file as fast as possible, not at the pace of real time.")
    var fast = false

    @Flag(help: "Where no microphone can be opened, say why and play a bundled sample.")
    var orSample = false

    @OptionGroup var live: LiveFlags
    @OptionGroup var raw: RawOptions
    @OptionGroup var audio: AudioOptions

    func validate() throws {
        do {
            _ = try settings(.empty)
        } catch is ProgramFailure {
            // A token that cannot be read is no misuse: running says so.
        }
        if input != nil, device != nil { throw ValidationError("--device and --input exclude each other") }
        if input != nil, orSample {
            throw ValidationError("--or-sample is for a microphone, not for --input")
        }
        if input != nil, live.wait { throw ValidationError("--wait is for a microphone, not for --input") }
        if orSample, live.wait { throw ValidationError("--wait and --or-sample exclude each other") }
        if input == nil, fast { throw ValidationError("--fast needs --input") }
        if fast || input == "-", live.socket != nil {
            throw ValidationError("--socket is for live input: a microphone, or a file without --fast")
        }
        if fast || input == "-", live.page.http != nil {
            throw ValidationError("--http is for live input: a microphone, or a file without --fast")
        }
        if raw.isGiven, input != "-" {
            throw ValidationError("--format, --rate and --channels need --input -")
        }
    }

    func run() throws {
        try listen(StopSignal.install())
    }

    /// Listens until `stop` or the input's end, with the settings in effect as `adjust` leaves them.
    func listen(_ stop: StopSignal, adjust: (inout LiveSettings) -> Void = { _ in }) throws {
        AudioPrivacy.forbidCoreFiles()
        let configuration = try live.configuration()
        var settings = try settings(configuration)
        adjust(&settings)
        StandardErrorLog.setLevel(settings.logLevel)
        // Standard input as it comes and --fast may wait for whoever reads; live input never does.
        if !fast, input != "-" { Terminal.neverWait() }
        // Whatever the level is now: a configuration that is read again may lower it.
        let log = Logger(label: "alsa")
        ALSAMessages.send { log.debug("ALSA: \($0)") }
        let model = try audio.profileOptions.adapt(ModelInUse(flag: settings.model), configuration)
        switch input {
        case nil: try listenToDevice(model, stop, settings)
        case "-": try listenToStandardInput(model, stop, settings)
        case .some(let path): try listenToFile(path, model, stop, settings)
        }
    }

    /// The settings in effect: flags, then variables, then the configuration.
    func settings(_ configuration: Configuration) throws -> LiveSettings {
        let audio = try audio.settings(isPaced: true, configuration)
        let target = DeviceTarget(
            name: try Settings.device.resolve(device, configuration),
            channel: try self.audio.channelChoice(configuration).index,
            watchedFolders: live.watchFolder.isEmpty ? nil : live.watchFolder)
        return try live.settings(
            configuration, target, audio, model: self.audio.modelOptions.model,
            profile: try self.audio.profileOptions.resolved(configuration))
    }

    // MARK: - A microphone

    private func listenToDevice(_ model: ModelInUse, _ stop: StopSignal, _ settings: LiveSettings) throws {
        let supervisor = try DeviceSupervisor(settings.target)
        supervisor.start()
        // A sound server may take its time to answer; who waits for the device does not wait for that.
        let seconds = settings.waitsForDevice ? 5.0 : 3600
        let news = supervisor.waitForNews(seconds: seconds, stop)
        if stop.isRaised, news == nil { return }
        var greeting = Hello.Input(absent: settings.target.name)
        switch news {
        case .opened(let feed): greeting = Hello.Input(feed.grant)
        case .waiting(let error) where !settings.waitsForDevice:
            guard orSample else { throw ProgramFailure("\(error)") }
            Terminal.complain("\(error); playing the bundled sample instead")
            return try play(BundledSample.open(), model, stop, settings)
        case .waiting, nil: break
        }
        let hello = Hello(model, input: greeting, settings: settings.hello(isPaced: true))
        try LiveRun(model: model, hello: hello, stop: stop, options: liveOptions(settings))
            .run(.microphone(supervisor, settings.target, news))
    }

    private func liveOptions(_ settings: LiveSettings) -> LiveOptions {
        // A copy of what was parsed: options do not change while the program runs.
        let command = UncheckedCommand(self)
        return LiveOptions(settings: settings) {
            try command.value.settings(command.value.live.configuration())
        }
    }

    // MARK: - A file

    private func listenToFile(
        _ path: String, _ model: ModelInUse, _ stop: StopSignal, _ settings: LiveSettings
    ) throws {
        do {
            let reader = try AudioFileReader(
                path: path, channel: settings.target.channel, cancel: stop.descriptor)
            if fast {
                try take(reader, .file, model, stop, settings)
            } else {
                try play(reader, model, stop, settings)
            }
        } catch let error as AudioFileError {
            try refuse(error)
        }
    }

    private func listenToStandardInput(
        _ model: ModelInUse, _ stop: StopSignal, _ settings: LiveSettings
    ) throws {
        ReaderWatch.start(descriptor: STDOUT_FILENO) { _exit(0) }
        let channel = settings.target.channel
        do {
            let reader =
                if let format = try raw.pcmFormat() {
                    try AudioFileReader(
                        rawPCMFrom: STDIN_FILENO, format: format, rateHz: raw.rate ?? 16_000,
                        channels: raw.channels ?? 1, channel: channel, cancel: stop.descriptor)
                } else {
                    try AudioFileReader(descriptor: STDIN_FILENO, channel: channel, cancel: stop.descriptor)
                }
            try take(reader, .stdin, model, stop, settings)
        } catch let error as AudioFileError {
            try refuse(error)
        }
    }

    private func play(
        _ reader: consuming AudioFileReader, _ model: ModelInUse, _ stop: StopSignal, _ settings: LiveSettings
    ) throws {
        let hello = Hello(model, input: Hello.Input(.file, reader), settings: settings.hello(isPaced: true))
        let feed = try PacedFile(reader)
        let run = try LiveRun(model: model, hello: hello, stop: stop, options: liveOptions(settings))
        feed.start()
        try run.run(.feed(feed))
    }

    private func take(
        _ reader: consuming AudioFileReader, _ kind: Hello.Input.Kind, _ model: ModelInUse,
        _ stop: StopSignal,
        _ settings: LiveSettings
    ) throws {
        let hello = Hello(model, input: Hello.Input(kind, reader), settings: settings.hello(isPaced: false))
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

/// Carries the parsed command to the closure that reads the configuration again.
// SAFETY: a value that nobody changes after parsing.
struct UncheckedCommand: @unchecked Sendable {
    let value: ListenCommand

    init(_ value: ListenCommand) {
        self.value = value
    }
}
