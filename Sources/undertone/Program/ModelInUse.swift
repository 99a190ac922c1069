import CKernels
import EmotionModel
import EmotionRecognition
import Glibc
import Logging
import Publishing

/// The model that the program works with, and where it was found.
struct ModelInUse: Sendable {
    let path: String
    private(set) var model: SpeechEmotionModel
    /// The profile that adapts it, as `hello` echoes it; nil without one.
    private(set) var profile: Hello.Profile?

    /// Loads the model that `flag`, the environment or the place of the program names.
    init(flag: String?) throws(ProgramFailure) {
        path = try ModelLocation.path(flag: flag)
        do throws(ModelFileError) {
            model = try SpeechEmotionModel(path: path)
        } catch {
            throw ProgramFailure("\(error)")
        }
        model.prepare()
        // Reading the file and laying out the weights took several times the memory that they need from here on.
        ck_return_free_memory()
    }

    /// The same model for a room, a microphone and a speaker that a profile describes.
    func adapted(to profile: TuningProfile, at path: String) -> ModelInUse {
        let recognition = profile.recognition(for: model)
        if profile.recognition.neutral != nil, recognition.neutral == nil {
            Terminal.say("\(path): its neutral voice is left out: \(whyNoNeutralVoice)", at: .warning)
        }
        var adapted = self
        adapted.model = model.adapted(to: recognition)
        adapted.profile = Hello.Profile(
            name: path, gainDecibels: recognition.gainDecibels, noiseFloorDBFS: recognition.noiseFloorDBFS,
            hasNeutralVoice: recognition.neutral != nil)
        return adapted
    }

    /// Why no speaker's neutral voice is of use to it that its profile brings.
    private var whyNoNeutralVoice: String {
        model.neutralReference == nil
            ? "\(path) does not say how it hears other people's (undertone-train reference measures it)"
            : "it is for another model; run undertone tune again"
    }

    /// How `hello` names it.
    var greeting: Hello.Model {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return Hello.Model(
            name: file.hasSuffix(".safetensors") ? String(file.dropLast(12)) : file, sha256: model.sha256,
            labels: model.labels)
    }
}

/// Where model files lie.
enum ModelLocation {
    private static let fileName = "undertone.safetensors"

    /// The model file in use: `--model`, then UNDERTONE_MODEL, then what is installed with the program.
    static func path(flag: String?) throws(ProgramFailure) -> String {
        if let flag { return flag }
        if let variable = environment("UNDERTONE_MODEL"), !variable.isEmpty { return variable }
        let candidates = installedCandidates(program: programPath())
        guard let found = candidates.first(where: isReadable) else {
            throw ProgramFailure(
                "no model found; looked for \(fileName) beside the program and in share/undertone; "
                    + "name one with --model FILE or UNDERTONE_MODEL")
        }
        return found
    }

    /// The card of a model: the Markdown file beside it.
    static func card(ofModel path: String) -> String {
        (path.hasSuffix(".safetensors") ? String(path.dropLast(12)) : path) + ".md"
    }

    /// Where a model may be, seen from the program: beside it, in the installation's share, or, for a
    /// program in a build folder, in `models` of a folder above.
    static func installedCandidates(program: String) -> [String] {
        var folders = program.split(separator: "/").dropLast().map(String.init)
        let folder = "/" + folders.joined(separator: "/")
        var candidates = [
            "\(folder)/models/\(fileName)", "\(folder)/\(fileName)",
            "\(folder)/../share/undertone/\(fileName)",
        ]
        while let last = folders.popLast() {
            // Only a build folder is walked out of: an installed program must not pick up a stray model.
            if last == ".build" || last.hasPrefix(".build-") {
                candidates.append("/" + (folders + ["models", fileName]).joined(separator: "/"))
            }
        }
        return candidates
    }

    private static func programPath() -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            // SAFETY: the call writes at most as many bytes as the buffer has.
            unsafe readlink(
                "/proc/self/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : CommandLine.arguments[0]
    }

    private static func isReadable(_ path: String) -> Bool {
        unsafe access(path, R_OK) == 0
    }
}
