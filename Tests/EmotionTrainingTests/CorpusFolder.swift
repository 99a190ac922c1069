import FoundationEssentials

@testable import EmotionTraining

/// A folder of files for one test, removed with the last reference to it.
final class CorpusFolder {
    let path: String

    init() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "undertone-\(UUID().uuidString)")
        path = root.path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes files of which no two sound alike: those called `.wav` or `.flac` are WAV files.
    convenience init(files: [String]) throws {
        try self.init()
        for file in files {
            let isAudio = file.hasSuffix(".wav") || file.hasSuffix(".flac") || file.hasSuffix(".WAV")
            try write(isAudio ? Self.audio(file) : Array(file.utf8), to: file)
        }
    }

    /// A WAV file of 50 ms that depends on `seed` alone.
    static func audio(_ seed: String) -> [UInt8] { CorpusAudioTests.wav(samples(seed)) }

    /// 50 ms of noise that depends on `seed` alone.
    static func samples(_ seed: String) -> [Int16] {
        var random = KeyedRandom(seed: 1, epoch: 0, clip: seed.fnv1a, purpose: .order)
        return (0..<800).map { _ in Int16(truncatingIfNeeded: random.next()) / 4 }
    }

    func write(_ bytes: [UInt8], to file: String) throws {
        let url = URL(filePath: path + "/" + file)
        try FileManager.default.createDirectory(
            atPath: url.deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}

/// The material beside the package root, where there is any: `../shared/NAME`.
func sharedFolder(_ name: String, file: String = #filePath) -> String? {
    // Tests/EmotionTrainingTests/FILE, so the root's neighbour is four components up.
    let root = file.split(separator: "/").dropLast(4).joined(separator: "/")
    let path = "/\(root)/shared/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
}
