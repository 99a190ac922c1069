import ArgumentParser
import CKernels
import Glibc
import Logging
import Publishing

/// The monitor's command line.
@main
struct Undertone: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undertone",
        abstract: "What an English voice expresses, live, as JSON lines.",
        discussion: """
            Undertone estimates expressed style, not felt emotion, and is often wrong. People who are heard \
            must be told. Results go to standard output, everything else to standard error.

            EXAMPLES:
              undertone listen | jq -c 'select(.event == "utterance") | .emotion'
              undertone analyze --summary interview.wav
              undertone devices
            """,
        version: ProgramVersion.current,
        subcommands: [
            ListenCommand.self, AnalyzeCommand.self, DevicesCommand.self, ModelCommand.self,
            DoctorCommand.self,
            SchemaCommand.self,
            WatchCommand.self, TuneCommand.self,
        ])

    /// Runs a command and exits as the contract says: 0 success, 1 failure, 64 usage.
    static func main() {
        ProcessStatistics.noteStart()
        // Threads made from here on inherit it.
        _ = ck_flush_denormals()
        LoggingSystem.bootstrap { _ in StandardErrorLog() }
        ignoreBrokenPipes()
        guard StandardStreams.prepare() else {
            Terminal.complain("standard output is closed; nothing could be printed")
            leave(1)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
            leave(0)
        } catch {
            leave(report(error))
        }
    }

    /// Ends the program without a look back: threads may still be running, and only standard error is left to flush.
    private static func leave(_ code: Int32) -> Never {
        Terminal.finish(isGood: code == 0)
        _exit(code)
    }

    /// Says what went wrong, in one line, and returns the exit code.
    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case is ReaderGone: return 0
        case let failure as ProgramFailure:
            if let message = failure.message { Terminal.complain(message) }
            return 1
        default: break
        }
        let code = exitCode(for: error)
        if code == .success {
            // --help and --version.
            try? LineWriter(descriptor: STDOUT_FILENO).write(
                Array((fullMessage(for: error) + "\n").utf8)[...])
            return 0
        }
        let firstLine = message(for: error).split(separator: "\n").first.map(String.init) ?? "usage"
        Terminal.complain(firstLine + "; see undertone --help")
        return code.rawValue
    }
}
