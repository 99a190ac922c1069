import FoundationEssentials

/// A folder of files for one test, removed with the last reference to it.
final class CorpusFolder {
    let path: String

    init() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "undertone-\(UUID().uuidString)")
        path = root.path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes each file with its own path as contents, so that no two are alike.
    convenience init(files: [String]) throws {
        try self.init()
        for file in files { try write(Array(file.utf8), to: file) }
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
