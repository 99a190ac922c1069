import ArgumentParser
import Glibc
import Publishing

/// `undertone watch`: a terminal view, one more client of the monitor's socket.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Shows what the voice expresses, live, on a terminal.",
        usage: """
            undertone watch <socket>
            undertone watch [--device <name>] [--wait] [--or-sample] [<options>]
            undertone watch --input <file> [<options>]
            """,
        discussion: """
            With a socket it watches a monitor that runs already, and connects again when that one starts anew. \
            Without one (and without UNDERTONE_SOCKET) it listens by itself, as `undertone listen` does.

            Keys: q quits, space freezes the picture, l scales the bars by logarithm, ? helps. NO_COLOR is \
            honoured. Log lines are shown only where standard error leads elsewhere: 2>file.

            EXAMPLES:
              undertone watch /run/undertone/socket
              undertone watch
              undertone watch --device usb:046d:0825 --every 0.1
              undertone watch --input speech.flac
            """)

    @Argument(help: ArgumentHelp("The socket of a monitor: a path or @name.", valueName: "socket"))
    var socket: String?

    @Option(help: ArgumentHelp("The microphone, as with listen.", valueName: "name"))
    var device: String?

    @Option(help: ArgumentHelp("A file to play at the pace of real time.", valueName: "file"))
    var input: String?

    @Option(
        help: ArgumentHelp("Seconds between two estimates, 0.05 to 10 (default: 0.25).", valueName: "seconds")
    )
    var every: String?

    @Option(help: ArgumentHelp("The channel to hear, from 1, or mix (default: mix).", valueName: "N|mix"))
    var channel: String?

    @Option(help: ArgumentHelp("A model file, also UNDERTONE_MODEL.", valueName: "file"))
    var model: String?

    @Option(
        help: ArgumentHelp("A profile made by `undertone tune`, also UNDERTONE_PROFILE.", valueName: "file"))
    var profile: String?

    @Flag(help: "Wait for a microphone that cannot be opened.")
    var wait = false

    @Flag(help: "Where no microphone can be opened, play a bundled sample.")
    var orSample = false

    /// The options handed on to `listen`.
    private var listenArguments: [String] {
        let options = [
            ("--device", device), ("--input", input), ("--every", every), ("--channel", channel),
            ("--model", model), ("--profile", profile),
        ]
        return options.flatMap { name, value in value.map { [name, $0] } ?? [] }
            + (wait ? ["--wait"] : []) + (orSample ? ["--or-sample"] : [])
    }

    func validate() throws {
        if input == "-" { throw ValidationError("--input -: watch plays files; pipe into listen --socket") }
        guard let socket else {
            do {
                _ = try ListenCommand.parse(listenArguments)
            } catch {
                // Of another command an error would not count as wrong use of this one.
                throw ValidationError(ListenCommand.message(for: error))
            }
            return
        }
        guard listenArguments.isEmpty else {
            throw ValidationError("a monitor's socket and \(listenArguments[0]) exclude each other")
        }
        _ = try Self.address(socket)
    }

    func run() throws {
        let kind = try TerminalKind.current()
        let named = listenArguments.isEmpty ? socket ?? environment("UNDERTONE_SOCKET") : nil
        let stop = try StopSignal.install()
        if let named, !named.isEmpty {
            try watch(Self.address(named), kind, stop)
        } else {
            try watchOneself(kind, stop)
        }
    }

    private static func address(_ text: String) throws -> SocketAddress {
        guard let address = SocketAddress(text), address != .systemd else {
            throw ValidationError("\(text): expected a socket's path or @name of at most 107 bytes")
        }
        return address
    }

    private func watch(_ address: SocketAddress, _ kind: TerminalKind, _ stop: StopSignal) throws {
        let connection: WatchConnection
        do throws(SocketError) {
            connection = try WatchConnection(to: address)
        } catch {
            throw ProgramFailure("\(error)")
        }
        var loop = try WatchLoop(connection, kind: kind, stop: stop)
        loop.run { false }
    }

    /// Listens in a thread of this process, whose lines come through a pipe.
    private func watchOneself(_ kind: TerminalKind, _ stop: StopSignal) throws {
        let pipeline = try ListeningPipeline(ListenCommand.parse(listenArguments), stop: stop)
        // What is refused at start is told before the screen is taken.
        pipeline.waitForFirstLine(milliseconds: 1000)
        if pipeline.failure == nil {
            var loop = try WatchLoop(WatchConnection(pipe: pipeline.output), kind: kind, stop: stop)
            loop.run { pipeline.failure != nil }
        }
        // The terminal has been given back by now.
        if let failure = pipeline.failure { throw failure }
    }
}
