import ArgumentParser
import Glibc
import Plotting

/// The options of `analyze` that write a file beside the lines.
struct ExportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Draw the recording, as .png or .svg; needs gnuplot.", valueName: "picture"))
    var plot: String?

    @Option(help: ArgumentHelp("Write the windows as a table.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Write the utterances as subtitles for a video.", valueName: "file"))
    var srt: String?

    @Option(help: ArgumentHelp("Write windows and utterances for Praat.", valueName: "file"))
    var textgrid: String?

    /// What is to be written.
    var exports: RecordingExports {
        RecordingExports(plot: plot, csv: csv, srt: srt, textGrid: textgrid)
    }

    /// Refuses what could not be meant: one file for several recordings, one for two purposes, the recording.
    func validate(for recordings: [String]) throws {
        let files = exports.files
        guard let first = files.first else { return }
        if recordings.count > 1 {
            throw ValidationError(
                "\(first.option) writes one file: name one recording, not \(recordings.count)")
        }
        if let plot {
            do throws(PlotError) {
                _ = try PictureFormat(path: plot)
            } catch {
                throw ValidationError("--plot \(plot): expected a name that ends in .png or .svg")
            }
        }
        for (index, file) in files.enumerated() {
            if let other = files[..<index].first(where: { Self.areOne($0.path, file.path) }) {
                throw ValidationError("\(other.option) and \(file.option) name the same file, \(file.path)")
            }
            if recordings.contains(where: { Self.areOne($0, file.path) }) {
                throw ValidationError("\(file.option) \(file.path) would overwrite the recording")
            }
        }
    }

    /// Whether two names lead to one file.
    private static func areOne(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        var (first, second) = (stat(), stat())
        // SAFETY: the paths are passed as NUL-terminated copies; both structs outlive the calls.
        guard unsafe stat(a, &first) == 0, unsafe stat(b, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
