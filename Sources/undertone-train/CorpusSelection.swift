public import ArgumentParser
public import EmotionTraining
import Glibc

extension SplitOptions.Method: ExpressibleByArgument {}
extension LabelPolicy.CalmAsNeutral: ExpressibleByArgument {}

/// Which clips a command works on, and how they are divided.
struct CorpusSelection: ParsableArguments {
    @Option(
        name: .customLong("corpus"), parsing: .upToNextOption,
        help: ArgumentHelp("Folders that hold corpora, at any depth.", valueName: "dir"))
    var folders: [String] = []
    @Option(
        help: ArgumentHelp(
            "A manifest that scan --out wrote; with --corpus, that is where its files lie now.",
            valueName: "tsv"))
    var manifest: String?
    @OptionGroup var options: CorpusOptions

    func validate() throws {
        guard !folders.isEmpty || manifest != nil || options.map != nil else {
            throw ValidationError("say --corpus DIR, --manifest FILE or --map FILE")
        }
        if manifest != nil, let option = options.firstFixedByManifest {
            throw ValidationError("\(option) does not go with --manifest, which says it")
        }
    }

    /// The clips, and the cache of what was made of them before.
    func load(_ line: ProgressLine) throws -> (scan: CorpusScan, cache: ClipCache?) {
        let cache = try options.openCache(line)
        guard let manifest else {
            return (try options.scan(folders, cache: cache, line), cache)
        }
        let scan = try CorpusScan(manifest: manifest, roots: folders)
        line.print("\(manifest): \(scan.clips.count) clips, split \(scan.split)")
        return (scan, cache)
    }
}

/// How clips are found, labelled, divided and remembered; the same for every command.
struct CorpusOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A TOML file that describes corpora of your own.", valueName: "toml"))
    var map: String?
    @Option(help: "6 labels, 7 with surprise, or 8 with calm too (default: 6).")
    var labels: Int?
    @Option(help: "Where calm counts as neutral below 8 labels (default: training).")
    var calmAsNeutral: LabelPolicy.CalmAsNeutral?
    @Option(
        help: """
            protocol: the standard speakers, others by a draw; speaker: a draw of all speakers; random: a \
            draw of clips, leaky, to compare with notebooks (default: protocol).
            """)
    var split: SplitOptions.Method?
    @Option(
        help: """
            Share of the drawn speakers for development (default: 0.2); under the protocol, saying it draws \
            places for the speakers that it leaves out too.
            """)
    var validation: Double?
    @Option(help: "Share of the drawn speakers for test (default: 0.2).")
    var test: Double?
    @Option(help: "Divide the speakers into so many folds; --fold is the test.")
    var folds: Int?
    @Option(help: "Which fold is the test, from 1.")
    var fold: Int?
    @Option(help: "Where draws of the split come from (default: 1).")
    var splitSeed: UInt64?
    @Option(
        help: ArgumentHelp(
            "Where decoded audio and features are kept, or none (default: undertone in the user's caches).",
            valueName: "dir"))
    var cache: String?

    func validate() throws {
        guard (6...8).contains(labels ?? 6) else { throw ValidationError("--labels must be 6, 7 or 8") }
        for (name, share) in [("--validation", validation), ("--test", test)] {
            guard (0...1).contains(share ?? 0) else { throw ValidationError("\(name) must be 0 to 1") }
        }
        guard (validation ?? 0.2) + (test ?? 0.2) <= 1 else {
            throw ValidationError(
                "--validation and --test together must be at most 1 (--test 1 needs --validation 0)")
        }
        guard (folds == nil) == (fold == nil) else { throw ValidationError("--folds and --fold go together") }
        if let folds, let fold, SplitOptions.Fold(index: fold, count: folds) == nil {
            throw ValidationError("--folds must be at least 2, and --fold 1 to \(max(folds, 2))")
        }
        if folds != nil, let split, split != .speaker {
            throw ValidationError("--folds divides speakers: it does not go with --split \(split.rawValue)")
        }
        if folds != nil, test != nil { throw ValidationError("--folds says the test: leave out --test") }
    }

    /// An option that a manifest has answered already.
    var firstFixedByManifest: String? {
        let given: [(String, Bool)] = [
            ("--map", map != nil), ("--labels", labels != nil), ("--calm-as-neutral", calmAsNeutral != nil),
            ("--split", split != nil), ("--validation", validation != nil), ("--test", test != nil),
            ("--folds", folds != nil), ("--split-seed", splitSeed != nil),
        ]
        return given.first(where: \.1)?.0
    }

    /// The split as asked for.
    var splitOptions: SplitOptions {
        var options = SplitOptions()
        options.method = split ?? options.method
        options.drawsReserved = validation != nil
        options.validation = validation ?? options.validation
        options.test = test ?? options.test
        options.seed = splitSeed ?? options.seed
        if let fold, let folds { options.fold = SplitOptions.Fold(index: fold, count: folds) }
        return options
    }

    /// The labels as asked for.
    var labelPolicy: LabelPolicy {
        let labels = [6: Emotion.six, 7: Emotion.seven, 8: Emotion.eight][labels ?? 6] ?? Emotion.six
        return LabelPolicy(labels: labels, calmAsNeutral: calmAsNeutral ?? .training)
    }

    /// Scans folders with a progress line.
    func scan(_ folders: [String], cache: ClipCache?, _ line: ProgressLine) throws -> CorpusScan {
        let map = try map.map { try CorpusMap(path: $0) }
        let scanner = CorpusScanner(labels: labelPolicy, split: splitOptions, map: map, cache: cache)
        let scan = try scanner.scan(roots: folders) { line.show("scanning", done: $0, of: $1) }
        line.print(
            "\(scan.place): \(scan.clips.count) clips to use, \(scan.excluded.count) files left out, "
                + "split \(scan.split)")
        return scan
    }

    /// The cache: the one asked for, or else the user's where that can be written.
    func openCache(_ line: ProgressLine) throws -> ClipCache? {
        if cache == "none" { return nil }
        if let cache { return try ClipCache(folder: cache) }
        // SAFETY: getenv's strings are copied at once; this program never changes its environment.
        let folder = ClipCache.defaultFolder { unsafe getenv($0).map { unsafe String(cString: $0) } }
        guard let folder else { return nil }
        do {
            return try ClipCache(folder: folder)
        } catch {
            line.print("without a cache: \(error)")
            return nil
        }
    }
}

extension ClipCache {
    /// Says once that entries were not to be trusted.
    func reportDamage(_ line: ProgressLine) {
        guard damagedCount > 0 else { return }
        line.print("\(folder): made \(damagedCount) entries anew that were damaged or of another version")
    }
}
