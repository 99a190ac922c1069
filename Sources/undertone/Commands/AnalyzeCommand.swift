import ArgumentParser
import AudioFiles
import Glibc
import Publishing

/// `undertone analyze`: files, as fast as they can be read.
struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: "Analyses audio files as fast as possible.",
        usage: """
            undertone analyze <file> ... [--summary] [<options>]
            undertone analyze <file> [--plot <picture>] [--csv <file>] [--srt <file>] [--textgrid <file>] [<options>]
            """,
        discussion: """
            Prints one stream of JSON lines per file, in the order of the arguments, or one JSON object per \
            file with --summary. Several files are analysed at a time.

            EXAMPLES:
              undertone analyze speech.wav | jq -c 'select(.event == "utterance")'
              undertone analyze --summary *.flac
              undertone analyze interview.wav --plot interview.svg --textgrid interview.TextGrid
            """)

    @Argument(help: ArgumentHelp("Audio files: WAV, FLAC, Ogg, MP3 and more.", valueName: "file"))
    var files: [String]

    @Flag(help: "Print one JSON object per file in place of its stream.")
    var summary = false

    @OptionGroup var exportOptions: ExportOptions
    @OptionGroup var audio: AudioOptions

    func validate() throws {
        try exportOptions.validate(for: files)
    }

    func run() throws {
        let exports = exportOptions.exports
        try exports.requirePossible()
        let model = try audio.profileOptions.adapt(ModelInUse(flag: audio.modelOptions.model))
        let stop = try StopSignal.install()
        // With files to write, the run goes on when nobody reads its lines any more.
        if exports.isEmpty { ReaderWatch.start(descriptor: STDOUT_FILENO) { _exit(0) } }
        let analysis = FileAnalysis(
            files: files, channel: try audio.channelChoice().index, isSummary: summary,
            settings: try audio.settings(isPaced: false), chunkFrames: audio.chunk, model: model, stop: stop,
            exports: exports)
        let isGood: Bool
        do throws(LineError) {
            isGood = try analysis.run(to: LineWriter(descriptor: STDOUT_FILENO))
        } catch {
            throw error.asProgramError
        }
        // Each file has said what is wrong with it.
        if !isGood { throw ProgramFailure(nil) }
    }
}
