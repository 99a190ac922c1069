import ArgumentParser
import EmotionTraining
import ResultFiles

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Recognises corpora under folders and counts what can be used.",
        discussion: """
            CREMA-D, RAVDESS (speech), SAVEE and TESS are recognised by their file names, .wav or .flac, however \
            they were unpacked; --map describes others. Counts go to standard output.
            Examples:
              undertone-train scan ../shared/corpora --out manifest.tsv
              undertone-train scan CREMA-D RAVDESS --labels 8 --split speaker --validation 0.2
              undertone-train scan --map map.toml --files
            """)

    @Argument(help: ArgumentHelp("Folders that hold the corpora, at any depth.", valueName: "dir"))
    var folders: [String] = []
    @Option(help: ArgumentHelp("Write the manifest of the clips to use.", valueName: "tsv"))
    var out: String?
    @Option(
        help: ArgumentHelp(
            "Also cut the clips and keep their features, for this network: default or reference.",
            valueName: "network"))
    var features: NetworkKind?
    @Flag(help: "Print every file with its verdict.")
    var files = false
    @OptionGroup var options: CorpusOptions

    func validate() throws {
        guard !folders.isEmpty || options.map != nil else {
            throw ValidationError("name a folder that holds corpora, or --map FILE")
        }
        if features != nil, options.cache == "none" {
            throw ValidationError("--features keeps them in the cache: leave out --cache none")
        }
    }

    func run() throws {
        if let out { try ResultFile.requireWritable(out) }
        let line = ProgressLine()
        let cache = try options.openCache(line)
        let scan = try options.scan(folders, cache: cache, line)
        if files { printFiles(scan) }
        ScanReport(scan: scan).show()
        if let features, let cache { prepare(scan, features, cache, line) }
        cache?.reportDamage(line)
        let manifest = scan.manifest
        if let out { try manifest.write(to: out) }
        print("manifest\t\(manifest.sha256)")
    }

    private func printFiles(_ scan: CorpusScan) {
        for clip in scan.clips { print("\(clip.file)\tused") }
        for file in scan.excluded { print("\(file.file)\t\(file.reason)") }
        print()
    }

    private func prepare(_ scan: CorpusScan, _ network: NetworkKind, _ cache: ClipCache, _ line: ProgressLine)
    {
        let failed = cache.prepare(scan.clips, features: network.features) {
            line.show("features", done: $0, of: $1)
        }
        for file in failed { line.print("\(file.file): \(file.reason)") }
        line.print("features of \(scan.clips.count - failed.count) clips are in \(cache.folder)")
    }
}
