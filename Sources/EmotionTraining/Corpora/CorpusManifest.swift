internal import Crypto
internal import Glibc
public import ResultFiles

/// The list of clips that a model was trained on, as tab-separated text.
///
///     # undertone manifest 1
///     # split standard
///     # labels angry disgust fear happy neutral sad
///     # root 1 /home/anna/corpora
///     root  path  corpus  name  speaker  sex  emotion  split  sha256  source
///
/// then one line a clip. `path` is relative to the root of that number; `sha256` is of the decoded samples;
/// `source` is that of the recording which an augmented copy was made from. What is not known is `-`. The
/// lines `# root` alone depend on the machine; they are left out of ``text`` and of its hash:
/// `grep -v '^# root ' FILE | sha256sum`.
public struct CorpusManifest: Sendable, Hashable {
    static let signature = "undertone manifest 1"
    static let columns = [
        "root", "path", "corpus", "name", "speaker", "sex", "emotion", "split", "sha256", "source",
    ]

    /// UTF-8 text with a line feed after every line, the same on every machine that holds the same files.
    public let text: String
    /// ``text`` with the folders of this machine: what is written to a file that is to be read back.
    public let locatedText: String

    /// The manifest of an experiment's clips, in their order.
    public init(_ scan: CorpusScan) {
        var roots: [String] = []
        var lines = [Self.columns.joined(separator: "\t")]
        for clip in scan.clips {
            let root = roots.firstIndex(of: clip.root) ?? roots.count
            if root == roots.count { roots.append(clip.root) }
            let cells = [
                "\(root + 1)", clip.path, clip.corpus.rawValue, clip.name, clip.speaker,
                clip.sex?.rawValue ?? "-", clip.emotion.rawValue, clip.split.rawValue,
                clip.contentHash ?? "-", clip.source ?? "-",
            ]
            lines.append(cells.joined(separator: "\t"))
        }
        let head = [
            "# \(Self.signature)", "# split \(scan.split)",
            "# labels \(scan.labels.map(\.rawValue).joined(separator: " "))",
        ]
        let places = roots.enumerated().map { "# root \($0 + 1) \(Self.absolute($1))" }
        text = (head + lines).joined(separator: "\n") + "\n"
        locatedText = (head + places + lines).joined(separator: "\n") + "\n"
    }

    /// SHA-256 of ``text`` in lower-case hexadecimal.
    public var sha256: String { SHA256.hash(data: Array(text.utf8)).hexadecimal }

    /// Writes ``locatedText`` in one step.
    public func write(to path: String) throws(ResultFileError) {
        try ResultFile.replace(path, with: Array(locatedText.utf8), durable: true)
    }

    /// A folder's path from the root of the file system, links resolved; as it is where there is none.
    private static func absolute(_ folder: String) -> String {
        let path = folder.isEmpty ? "." : folder
        // SAFETY: realpath allocates its result, which is freed after it was copied.
        guard let resolved = unsafe realpath(path, nil) else { return folder }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
