/// Why no training material could be had.
public enum CorpusError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A root does not exist, is not a folder or may not be read.
    case unreadableRoot(path: String, reason: String)
    /// There is no file anywhere under a root.
    case emptyFolder(path: String)
    /// There are files, but none has the name of a clip of a known corpus.
    case noCorpusFound(path: String)
    /// Clips were recognised, but not one could be used.
    case nothingUsable(path: String, mostFrequent: ExclusionReason)
    /// Clips can be used, but none of this split.
    case noSpeakers(split: Split, path: String)
    /// All clips are of one speaker.
    case oneSpeaker(String, path: String)
    /// All training clips have one label.
    case oneLabel(Emotion, path: String)
    /// There are fewer speakers than folds.
    case fewSpeakers(Int, folds: Int, path: String)
    /// Something is on two sides of the split.
    case leaky([SplitLeak])
    /// A manifest or a table is not what it should be.
    case badFile(InputFileError)

    /// One line for a person: what happened, to what, and what to do.
    public var description: String {
        switch self {
        case .unreadableRoot(let path, let reason): "cannot read \(path): \(reason)"
        case .emptyFolder(let path): "\(path) holds no files"
        case .noCorpusFound(let path):
            "no corpus found under \(path): looked for the file names of CREMA-D, RAVDESS, SAVEE and TESS; "
                + "describe your own with --map"
        case .nothingUsable(let path, let reason):
            "no usable clip under \(path); most files are left out because: \(reason)"
        case .noSpeakers(let split, let path):
            "no \(split.rawValue) speakers under \(path): add more of the corpora or choose another --split"
        case .oneSpeaker(let speaker, let path):
            "only one speaker, \(speaker), under \(path): unseen voices cannot be judged; add another"
        case .oneLabel(let emotion, let path):
            "every training clip under \(path) is \(emotion.rawValue): nothing to tell apart; add other emotions"
        case .fewSpeakers(let count, let folds, let path):
            "\(folds) folds need as many speakers; under \(path) there are \(count): choose fewer --folds"
        case .leaky(let leaks):
            "the split leaks: " + leaks.prefix(5).map(\.description).joined(separator: "; ")
                + (leaks.count > 5 ? "; and \(leaks.count - 5) more" : "")
        case .badFile(let error): error.description
        }
    }
}

/// A manifest, a map or a table that cannot be used.
public struct InputFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the caller named it.
    public let path: String
    /// Counted from 1; nil where the whole file is meant.
    public let line: Int?
    /// What is wrong with it.
    public let problem: String

    init(_ path: String, line: Int? = nil, _ problem: String) {
        self.path = path
        self.line = line
        self.problem = problem
    }

    /// One line for a person.
    public var description: String {
        line.map { "\(path), line \($0): \(problem)" } ?? "\(path): \(problem)"
    }
}
