import AudioFiles

/// Recorded noise for augmentation.
///
/// A file belongs to the fold that the first digit of its name says, as in ESC-10 and ESC-50, and to the class
/// that its folder is called. Folds that are not asked for are never opened: they are for tests.
public struct NoiseLibrary: Sendable {
    /// The recordings used, relative to the root, in the order of the paths' bytes.
    public let paths: [String]
    /// `[recordings][samples]`, 16 kHz mono.
    let recordings: [[Float]]

    /// No noise at all.
    public static let empty = NoiseLibrary(recordings: [])

    /// Classes that are voices, which would teach that a voice is noise.
    public static let voices: Set<String> = ["baby_cry", "person_sneeze"]

    /// Makes a library of samples at hand.
    ///
    /// - Parameters:
    ///   - recordings: `[recordings][samples]`, 16 kHz mono; one without any sound is left out.
    ///   - paths: Where they come from, if anywhere.
    init(recordings: [[Float]], paths: [String] = []) {
        let audible = recordings.indices.filter { recordings[$0].peak > 0 }
        self.recordings = audible.map { recordings[$0] }
        self.paths = paths.isEmpty ? [] : audible.map { paths[$0] }
    }

    /// Loads the recordings under a folder, on all cores.
    ///
    /// - Parameters:
    ///   - root: A folder with a folder per class.
    ///   - folds: First digits of the names to use.
    ///   - excludedClasses: Names of folders to leave out.
    /// - Returns: All recordings that have sound.
    /// - Throws: `NoiseError` where the folder or a file cannot be read, or there is none of these folds.
    public static func load(
        root: String, folds: Set<Int> = [1, 2], excludedClasses: Set<String> = voices
    ) throws(NoiseError) -> NoiseLibrary {
        let paths: [String]
        do {
            paths = try FileTree.files(under: root).map(\.path).filter { path in
                let components = path.split(separator: "/")
                guard let name = components.last?.lowercased(),
                    name.hasSuffix(".wav") || name.hasSuffix(".flac"),
                    let fold = name.first?.wholeNumberValue, folds.contains(fold)
                else { return false }
                return !components.dropLast().contains { excludedClasses.contains($0.lowercased()) }
            }
        } catch {
            throw .unreadable(path: root, reason: error.description)
        }
        if paths.isEmpty { throw .noRecordings(path: root, folds: folds.sorted()) }
        let decoded = paths.concurrentMap { path in
            Result { () throws(AudioFileError) in try AudioFile.load16kHz(path: root + "/" + path) }
        }
        var recordings: [[Float]] = []
        for result in decoded {
            do {
                recordings.append(try result.get())
            } catch {
                throw .undecodable(reason: error.description)
            }
        }
        return NoiseLibrary(recordings: recordings, paths: paths)
    }

    /// A stretch of one recording from anywhere in it, begun anew at its end; zeros where there is none.
    func segment(count: Int, using random: inout KeyedRandom) -> [Float] {
        guard let recording = random.choice(recordings) else { return [Float](repeating: 0, count: count) }
        var output: [Float] = []
        output.reserveCapacity(count)
        var start = random.index(below: recording.count)
        while output.count < count {
            output += recording[start...].prefix(count - output.count)
            start = 0
        }
        return output
    }
}

/// Why no noise could be had from a folder.
public enum NoiseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The folder cannot be listed.
    case unreadable(path: String, reason: String)
    /// No recording of the folds asked for.
    case noRecordings(path: String, folds: [Int])
    /// A recording cannot be decoded; the reason names it.
    case undecodable(reason: String)

    /// One line for a person.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .noRecordings(let path, let folds):
            "no noise recordings under \(path) whose names begin with \(folds.map(String.init).joined(separator: " or "))"
        case .undecodable(let reason): reason
        }
    }
}
