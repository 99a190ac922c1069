import ArgumentParser

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
            """,
        subcommands: [ScanCommand.self, TrainCommand.self, EvaluateCommand.self])
}
