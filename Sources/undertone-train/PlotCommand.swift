public import ArgumentParser
public import EmotionTraining
public import Plotting

extension ClipPictureKind: ExpressibleByArgument {}
extension PictureFormat: ExpressibleByArgument {}

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draws clips: waveform, envelope, spectrogram, MFCC.",
        discussion: """
            What is drawn comes from the very features that the model is given. A manifest, as scan --out writes
            it, stands for the clips that it lists. Needs gnuplot (Debian: gnuplot-nox).
            Examples:
              undertone-train plot 1001_DFA_ANG_XX.wav --out pictures
              undertone-train plot 1001_DFA_ANG_XX.wav --kind spectrogram --augmented --out pictures
              undertone-train plot manifest.tsv --speaker 1001 --compare --format svg --out pictures
            """)

    @Argument(help: ArgumentHelp("Audio files, and manifests that end in .tsv.", valueName: "file"))
    var files: [String]
    @Option(help: "What to draw: waveform, envelope, spectrogram, mfcc or all.")
    var kind: ClipPictureKind = .all
    @Option(help: ArgumentHelp("The folder for the pictures; made where it is missing.", valueName: "dir"))
    var out: String
    @Option(help: "The pictures' format: png or svg.")
    var format: PictureFormat = .png
    @Flag(help: "Draw each clip beside versions of it as training hears them, each change named.")
    var augmented = false
    @Flag(help: "Draw one sheet a speaker with one column per emotion.")
    var compare = false
    @Option(
        help: "Draw the clips of this speaker alone, named as the corpus names it: 1001, Actor_01, DC, OAF.")
    var speaker: String?
    @Option(
        help: ArgumentHelp(
            "A folder in the place of the manifest's own; once for each, in their order.", valueName: "dir"))
    var corpus: [String] = []
    @Option(help: "Recordings to mix in with --augmented: a folder with a folder per class.")
    var noise: String?
    @Option(help: "Where the augmentation's random numbers come from.")
    var seed: UInt64 = 1

    func validate() throws {
        if augmented, compare { throw ValidationError("--augmented and --compare exclude each other") }
        if noise != nil, !augmented { throw ValidationError("--noise needs --augmented") }
    }

    func run() throws {
        try Gnuplot.requireInstalled()
        var clips = try files.flatMap { try PlottedClip.clips(in: $0, roots: corpus) }
        if let speaker {
            clips.removeAll { $0.speaker != speaker }
            if clips.isEmpty { throw PlotInputError.nothingToDraw(speaker: speaker) }
        }
        let sheets = compare ? try Self.speakers(of: clips) : []
        let noise = try noise.map { try NoiseLibrary.load(root: $0) } ?? .empty
        let folder = try PictureFolder(out, format: format)
        if compare {
            for sheet in sheets {
                folder.draw(as: "\(sheet.name)-\(kind.rawValue)-compare") {
                    try ClipPictures.comparison(of: sheet.clips, kind: kind)
                }
            }
        } else {
            for clip in clips { draw(clip, noise, folder) }
        }
        let line = ProgressLine()
        if folder.drawn > 0 { line.print("\(folder.drawn) picture\(folder.drawn == 1 ? "" : "s") in \(out)") }
        for failure in folder.failures.dropLast() { line.print("undertone-train: \(failure)") }
        if let last = folder.failures.last { throw last }
    }

    private func draw(_ clip: PlottedClip, _ noise: NoiseLibrary, _ folder: PictureFolder) {
        guard augmented else {
            folder.draw(as: "\(clip.name)-\(kind.rawValue)") {
                try ClipPictures.picture(of: clip, kind: kind)
            }
            return
        }
        for kind in kind == .all ? ClipPictureKind.single : [kind] {
            folder.draw(as: "\(clip.name)-\(kind.rawValue)-augmented") {
                try ClipPictures.augmented(clip, kind: kind, noise: noise, seed: seed)
            }
        }
    }

    /// The clips of each speaker of whom there are at least two emotions.
    private static func speakers(of clips: [PlottedClip]) throws -> [(name: String, clips: [PlottedClip])] {
        let known = clips.filter { $0.speaker != nil && $0.emotion != nil }
        let groups = Dictionary(grouping: known) { "\($0.corpus?.rawValue ?? "")-\($0.speaker ?? "")" }
        let sheets = groups.filter { Set($0.value.map(\.emotion)).count >= 2 }
        if sheets.isEmpty { throw PlotInputError.nothingToCompare }
        return sheets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
