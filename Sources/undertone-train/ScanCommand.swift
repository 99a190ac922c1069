import ArgumentParser
import EmotionTraining

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Recognises the corpora under a folder and counts what can be used.",
        discussion: "Example: undertone-train scan ../shared/corpora")

    @Argument(help: "The folder that holds the corpora, at any depth.")
    var folder: String

    func run() throws {
        let line = ProgressLine()
        let scan = try scanCorpora(folder, line)
        print("corpus\tsplit\t" + Emotion.six.map(\.rawValue).joined(separator: "\t") + "\tclips")
        for corpus in Corpus.allCases {
            for split in Split.allCases {
                let counts = Emotion.six.map { scan.count(corpus: corpus, split: split, emotion: $0) }
                let cells = counts.map(String.init) + [String(counts.reduce(0, +))]
                print("\(corpus.rawValue)\t\(split.rawValue)\t" + cells.joined(separator: "\t"))
            }
        }
        for group in scan.exclusionSummary { print("left out\t\(group.files)\t\(group.reason)") }
        print("manifest\t\(scan.manifest.sha256)")
    }
}

/// Scans with a progress line.
func scanCorpora(_ folder: String, _ line: ProgressLine) throws -> CorpusScan {
    let scan = try CorpusScanner().scan(root: folder) { line.show("scanning", done: $0, of: $1) }
    line.print("\(folder): \(scan.clips.count) clips to use, \(scan.excluded.count) files left out")
    return scan
}
