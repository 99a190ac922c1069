import Plotting
import ResultFiles

/// The files that `analyze` writes beside its lines, each whole or not at all.
struct RecordingExports: Sendable, Equatable {
    /// A picture.
    var plot: String?
    /// A table of windows.
    var csv: String?
    /// Utterances as subtitles.
    var srt: String?
    /// Praat's annotation.
    var textGrid: String?

    /// The option and the file of each that is wanted.
    var files: [(option: String, path: String)] {
        [("--plot", plot), ("--csv", csv), ("--srt", srt), ("--textgrid", textGrid)].compactMap {
            option, path in path.map { (option, $0) }
        }
    }

    /// Whether none is wanted.
    var isEmpty: Bool { files.isEmpty }

    /// Finds out before the work is done what would be in the way of its results.
    func requirePossible() throws(ProgramFailure) {
        do {
            for file in files { try ResultFile.requireWritable(file.path) }
            if plot != nil { try Gnuplot.requireInstalled() }
        } catch {
            throw ProgramFailure("\(error)")
        }
    }

    /// Writes every file; returns what went wrong.
    func write(_ recording: Recording) -> String? {
        let attempts: [() throws -> Void] = [
            { try csv.map { try ResultFile.replace($0, with: Array(recording.csv.utf8)) } },
            { try srt.map { try ResultFile.replace($0, with: Array(recording.subtitles.utf8)) } },
            { try textGrid.map { try ResultFile.replace($0, with: Array(recording.textGrid.utf8)) } },
            { try plot.map { try recording.picture.writeAndWait(to: $0) } },
        ]
        let failures = attempts.compactMap { attempt in
            do {
                try attempt()
                return nil as String?
            } catch {
                return "\(error)"
            }
        }
        return failures.isEmpty ? nil : failures.joined(separator: "; ")
    }
}
