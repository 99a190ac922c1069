import ArgumentParser
import CKernels

/// The trainer's command line.
@main
struct UndertoneTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undertone-train",
        abstract: "Learns emotion models from corpora of acted speech.",
        discussion: """
            Examples:
              undertone-train scan ../shared/corpora
              undertone-train train --corpus ../shared/corpora --out models/undertone.safetensors
              undertone-train evaluate --model models/undertone.safetensors --corpus ../shared/corpora
              undertone-train plot 1001_DFA_ANG_XX.wav --out pictures
            """,
        subcommands: [
            ScanCommand.self, TrainCommand.self, EvaluateCommand.self, CrossvalidateCommand.self,
            AblateCommand.self, PlotCommand.self, QuantizeCommand.self, ReferenceCommand.self,
        ])

    /// Runs a command and exits: 0 success, 1 failure at run time, 64 wrong use.
    static func main() {
        // Threads made from here on inherit it: denormals make training many times slower.
        _ = ck_flush_denormals()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            // --help is an error to the parser.
            if code == .success { exit(withError: error) }
            let message = message(for: error).split(separator: "\n").first ?? "failed"
            let hint = code == .validationFailure ? "; see undertone-train --help" : ""
            ProgressLine().print("undertone-train: \(message)\(hint)")
            exit(withError: code)
        }
    }
}
