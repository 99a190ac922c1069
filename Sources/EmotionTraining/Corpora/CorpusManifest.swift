import Crypto

/// The list of clips that a model was trained on, as tab-separated text.
///
/// One header line, then one line a clip: path, corpus, speaker, sex, emotion, split, SHA-256 of the file.
/// The paths are relative, so the text, and with it its hash, is the same on every machine that holds
/// the same files.
public struct CorpusManifest: Sendable, Hashable {
    /// UTF-8 text with a line feed after every line.
    public let text: String

    /// The manifest of `clips`, in their order.
    ///
    /// A sex or a hash that is not known is `-`.
    public init(clips: [Clip]) {
        var lines = ["path\tcorpus\tspeaker\tsex\temotion\tsplit\tsha256"]
        for clip in clips {
            let fields = [
                clip.path, clip.corpus.rawValue, clip.speaker, clip.sex?.rawValue ?? "-",
                clip.emotion.rawValue,
                clip.split.rawValue, clip.contentHash ?? "-",
            ]
            lines.append(fields.joined(separator: "\t"))
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    /// SHA-256 of the text in lower-case hexadecimal.
    public var sha256: String { SHA256.hash(data: Array(text.utf8)).hexadecimal }
}
