/// Why no training material could be had from a folder.
public enum CorpusError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The root does not exist, is not a folder or may not be read.
    case unreadableRoot(path: String, reason: String)
    /// There is no file anywhere under the root.
    case emptyFolder(path: String)
    /// There are files, but none has the name of a clip of a known corpus.
    case noCorpusFound(path: String)
    /// Clips were recognised, but not one could be used.
    case nothingUsable(path: String, mostFrequent: ExclusionReason)
    /// Clips can be used, but none of this split.
    case noSpeakers(split: Split, path: String)

    /// One line for a person: what happened, to what, and what to do.
    public var description: String {
        switch self {
        case .unreadableRoot(let path, let reason): "cannot read \(path): \(reason)"
        case .emptyFolder(let path): "\(path) holds no files"
        case .noCorpusFound(let path):
            "no corpus found under \(path): looked for the file names of CREMA-D, RAVDESS, SAVEE and TESS"
        case .nothingUsable(let path, let reason):
            "no usable clip under \(path); most files are left out because: \(reason)"
        case .noSpeakers(let split, let path):
            "no \(split.rawValue) speakers under \(path): add more of the corpora or choose another split"
        }
    }
}
