import EmotionRecognition
import Glibc
import TOMLKit

/// A profile as a file: a few lines of TOML.
struct TuningProfile: Sendable, Equatable {
    /// The version of the file that is written, and the only one that is read.
    private static let version = 1

    /// What it says.
    var recognition = RecognitionProfile()
    /// The model that the neutral baseline is for.
    var modelSHA256: String?

    /// A profile that changes nothing.
    init() {}

    /// The file's text.
    var text: String {
        var lines = [
            "# Made by `undertone tune`, for `--profile`. Delete it to be without it.",
            "version = \(Self.version)",
        ]
        if let floor = recognition.noiseFloorDBFS {
            lines += ["", "# The room's noise floor, before the gain.", "noise_floor_dbfs = \(floor)"]
        }
        lines += ["", "# What every sample is amplified by.", "gain_db = \(recognition.gainDecibels)"]
        if let neutral = recognition.neutral, let modelSHA256 {
            lines += [
                "", "# How the speaker's neutral voice is heard: mean log posteriors, by one model alone.",
                "neutral_model = \"\(modelSHA256)\"", "[neutral]",
            ]
            for (label, value) in zip(neutral.labels, neutral.logPosterior) {
                lines.append("\"\(label)\" = \((value * 1000).rounded() / 1000)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Where it is

    /// The profile in the user's configuration.
    static func defaultPath() throws(ProgramFailure) -> String {
        if let folder = environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
            return "\(folder)/undertone/profile.toml"
        }
        guard let home = environment("HOME"), home.hasPrefix("/") else {
            throw ProgramFailure("neither XDG_CONFIG_HOME nor HOME is set; say where it goes with --out FILE")
        }
        return "\(home)/.config/undertone/profile.toml"
    }

    /// Makes the folder of a path, and those above it; whoever writes there says what failed.
    static func makeFolder(of path: String) {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            unsafe mkdir(folder, 0o755)
        }
    }

    // MARK: - Reading

    /// Reads a profile.
    ///
    /// - Throws: ``ProgramFailure`` that names the line of a syntax error, or the key that is unknown, missing or
    ///   out of its range.
    init(path: String) throws(ProgramFailure) {
        guard let bytes = TextFile.bytes(at: path) else {
            throw ProgramFailure(
                "cannot read the profile \(path): \(systemErrorText()); make one with undertone tune")
        }
        try self.init(text: String(decoding: bytes, as: UTF8.self), path: path)
    }

    /// Reads the text of a profile.
    init(text: String, path: String) throws(ProgramFailure) {
        let table = try TextFile.table(text, of: path)
        let known = ["version", "noise_floor_dbfs", "gain_db", "neutral_model", "neutral"]
        if let key = table.keys.sorted().first(where: { !known.contains($0) }) {
            throw ProgramFailure(
                "\(path): unknown key \(key); a profile has \(known.joined(separator: ", "))")
        }
        guard let version = table["version"]?.int else {
            throw ProgramFailure("\(path): no version; is it a profile made by undertone tune?")
        }
        guard version == Self.version else {
            throw ProgramFailure(
                "\(path): version \(version) is not known here; make it anew with undertone tune")
        }
        recognition.noiseFloorDBFS = try Self.number(
            "noise_floor_dbfs", in: table, path, RecognitionProfile.noiseFloorRange)
        recognition.gainDecibels =
            try Self.number("gain_db", in: table, path, RecognitionProfile.gainRange) ?? 0
        modelSHA256 = table["neutral_model"]?.string
        recognition.neutral = try Self.neutral(in: table, path)
        guard (recognition.neutral == nil) == (modelSHA256 == nil) else {
            throw ProgramFailure("\(path): neutral_model and [neutral] go together")
        }
    }

    private static func number(
        _ key: String, in table: TOMLTable, _ path: String, _ range: ClosedRange<Double>
    ) throws(ProgramFailure) -> Double? {
        guard let value = table[key] else { return nil }
        guard let number = value.double ?? value.int.map(Double.init), range.contains(number) else {
            throw ProgramFailure(
                "\(path): \(key) takes a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func neutral(
        in table: TOMLTable, _ path: String
    ) throws(ProgramFailure) -> NeutralBaseline? {
        guard let value = table["neutral"] else { return nil }
        guard let values = value.table else {
            throw ProgramFailure("\(path): neutral is a table of labels and log posteriors")
        }
        let labels = values.keys.sorted()
        let numbers = labels.map { values[$0]?.double ?? values[$0]?.int.map(Double.init) ?? .nan }
        guard let baseline = NeutralBaseline(labels: labels, logPosterior: numbers) else {
            throw ProgramFailure(
                "\(path): [neutral] takes log posteriors, from -6.9 to 0, one for each label")
        }
        return baseline
    }

    /// What it says for a model; its baseline is for one model alone, in that one's order of labels, and of no use to a
    /// model without a reference.
    func recognition(for model: SpeechEmotionModel) -> RecognitionProfile {
        var profile = recognition
        profile.neutral = recognition.neutral.flatMap { neutral in
            guard modelSHA256 == model.sha256, model.neutralReference != nil else { return nil }
            let values = Dictionary(zip(neutral.labels, neutral.logPosterior)) { first, _ in first }
            return NeutralBaseline(
                labels: model.labels, logPosterior: model.labels.compactMap { values[$0] })
        }
        return profile
    }
}
