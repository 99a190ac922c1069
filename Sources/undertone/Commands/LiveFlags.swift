import ArgumentParser
import LivePage
import Publishing

/// The options of `listen` that concern its readers, its configuration and its patience.
struct LiveFlags: ParsableArguments {
    @Flag(help: "Wait for a microphone that cannot be opened, from the start on, also UNDERTONE_WAIT=on.")
    var wait = false

    @Option(
        help: ArgumentHelp(
            "Serve clients on a Unix socket: a path, @name, or systemd, also UNDERTONE_SOCKET.",
            valueName: "path|@name|systemd"))
    var socket: String?

    @Option(help: ArgumentHelp("Mode of the socket's file (default: 0660).", valueName: "mode"))
    var socketMode: String?

    @Option(help: ArgumentHelp("Group of the socket's file.", valueName: "group"))
    var socketGroup: String?

    @Flag(help: "Let every user of this machine connect to an @name, which has no permissions of its own.")
    var allowAnyUser = false

    @Option(
        help: ArgumentHelp(
            "Print lines, or leave them to the socket's clients (default: on).", valueName: "on|off"))
    var stdout: String?

    @Option(
        help: ArgumentHelp(
            "Log level: debug, info, notice, warning or error, also UNDERTONE_LOG.", valueName: "level"))
    var log: String?

    @Option(help: ArgumentHelp("A configuration file, also UNDERTONE_CONFIG.", valueName: "file"))
    var config: String?

    @OptionGroup var page: PageFlags

    /// Folders to watch for a device in place of the usual ones.
    @Option(help: .hidden)
    var watchFolder: [String] = []

    /// The configuration file, where one is named.
    func configuration() throws -> Configuration {
        guard let path = config ?? environment("UNDERTONE_CONFIG"), !path.isEmpty else { return .empty }
        return try Configuration(path: path)
    }

    /// The settings in effect.
    func settings(
        _ configuration: Configuration, _ target: DeviceTarget, _ audio: Hello.Settings, model: String?,
        profile: TuningProfile?
    ) throws -> LiveSettings {
        let mode = try Settings.socketMode.resolve(socketMode, configuration)
        let settings = LiveSettings(
            target: target, everySeconds: audio.everySeconds, statusEverySeconds: audio.statusEverySeconds,
            model: try Settings.model.resolve(model, configuration), profile: profile,
            waitsForDevice: try Settings.wait.resolve(wait ? "on" : nil, configuration),
            isStdoutOn: try Settings.stdout.resolve(stdout, configuration),
            socket: try Settings.socket.resolve(socket, configuration),
            permissions: SocketPermissions(
                mode: mode, group: try Settings.socketGroup.resolve(socketGroup, configuration)),
            allowsAnyUser: try Settings.allowAnyUser.resolve(allowAnyUser ? "on" : nil, configuration),
            page: try page.options(configuration), logLevel: try Settings.log.resolve(log, configuration))
        return settings
    }
}

extension LiveSettings {
    /// What `hello` echoes.
    func hello(isPaced: Bool) -> Hello.Settings {
        var settings = Hello.Settings(
            everySeconds: everySeconds, channel: target.channel.map(String.init) ?? "mix", isPaced: isPaced,
            statusEverySeconds: statusEverySeconds)
        settings.waitsForDevice = waitsForDevice
        settings.isStdoutOn = isStdoutOn
        settings.socket = socket?.text
        settings.http = page?.address.text
        return settings
    }
}
