import Glibc
import Subprocess

/// The program that draws.
public enum Gnuplot {
    /// The most bytes of a picture that are taken from it.
    private static let pictureLimit = 256 << 20

    /// Finds out, before the work is done, whether pictures can be drawn at all.
    ///
    /// Blocks the calling thread; not for use in a task.
    public static func requireInstalled() throws(PlotError) {
        let isThere = waiting {
            (try? await Executable.name("gnuplot").resolveExecutablePath(in: .inherit)) != nil
        }
        if !isThere { throw .gnuplotMissing }
    }

    /// What gnuplot prints when it is given `script` on its standard input.
    static func output(of script: String) async throws(PlotError) -> [UInt8] {
        // A gnuplot that ends early shall be heard, not end this program with it.
        _ = signal(SIGPIPE, SIG_IGN)
        // Without -d a user's own start-up file would change every picture.
        let configuration = Configuration(executable: .name("gnuplot"), arguments: ["-d", "-"])
        do {
            let result = try await run(
                configuration, input: .inputWriter, output: .bytes(limit: pictureLimit),
                error: .string(limit: 1 << 20)
            ) { execution in
                // What stops gnuplot from reading on is in its own message.
                _ = try? await execution.standardInputWriter.write(Array(script.utf8))
                try? await execution.standardInputWriter.finish()
            }
            guard result.terminationStatus.isSuccess, !result.standardOutput.isEmpty else {
                throw PlotError.gnuplotFailed(
                    complaint(in: result.standardError) ?? "\(result.terminationStatus)")
            }
            return result.standardOutput
        } catch let error as PlotError {
            throw error
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .gnuplotMissing
        } catch {
            throw .gnuplotFailed("\(error)")
        }
    }

    /// The line that says what is wrong, without its line number: the script is not the user's.
    static func complaint(in errors: String) -> String? {
        let lines = errors.split(separator: "\n").map(trimmed).filter { !$0.isEmpty }
        guard let line = lines.last(where: { $0.hasPrefix("line ") }) ?? lines.last else { return nil }
        guard line.hasPrefix("line "), let colon = line.firstIndex(of: ":") else { return line }
        return trimmed(line[line.index(after: colon)...])
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0.isWhitespace }
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { String(start[...$0]) } ?? ""
    }
}
