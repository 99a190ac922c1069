internal import AudioFiles

/// What of a clip is drawn.
public enum ClipPictureKind: String, Sendable, CaseIterable {
    /// Samples with their envelope.
    case waveform
    /// RMS and peak of each frame, in dBFS.
    case envelope
    /// Short-time Fourier transform and log-mel energies.
    case spectrogram
    /// Cepstra.
    case mfcc
    /// All of them in one picture.
    case all

    /// The kinds that are one thing.
    public static let single: [ClipPictureKind] = [.waveform, .envelope, .spectrogram, .mfcc]
}

/// A clip to draw, and what its name tells; the audio is read when it is drawn.
public struct PlottedClip: Sendable {
    /// The audio file.
    public let path: String
    /// The name to draw: the corpus's own, else the file's.
    public let name: String
    /// The corpus, where the name tells.
    public let corpus: Corpus?
    /// The speaker, where the name tells.
    public let speaker: String?
    /// The emotion as recorded, where the name tells.
    public let emotion: Emotion?
    /// What clips of one sentence share, where the name tells: for comparing emotions on the same words.
    let sentence: String?

    /// The clip in an audio file; folders count where they tell the speaker.
    public init(path: String) {
        let known = try? ClipName(path: path)
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let base = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
        self.path = path
        name = known?.name ?? (base.isEmpty ? file : base)
        corpus = known?.corpus
        speaker = known?.speaker
        emotion = known?.emotion
        sentence = known?.sentence
    }

    /// A clip of a manifest, which may know more than the name tells.
    public init(_ clip: Clip) {
        let known = try? ClipName(path: clip.path)
        path = clip.file
        name = clip.name
        corpus = clip.corpus
        speaker = clip.speaker
        // The name knows calm; the label may have become neutral.
        emotion = known?.emotion ?? clip.emotion
        sentence = known?.sentence
    }

    /// The clips that an argument stands for: an audio file, or those that a manifest (`.tsv`) lists.
    ///
    /// - Parameters:
    ///   - argument: a file.
    ///   - roots: folders in the place of the manifest's own, in their order; none leaves those.
    /// - Throws: `CorpusError` for a manifest that cannot be used, with the line.
    public static func clips(in argument: String, roots: [String]) throws(CorpusError) -> [PlottedClip] {
        guard argument.lowercased().hasSuffix(".tsv") else { return [PlottedClip(path: argument)] }
        return try CorpusScan(manifest: argument, roots: roots).clips.map { PlottedClip($0) }
    }

    /// The audio, 16 kHz mono.
    func samples() throws(AudioFileError) -> [Float] { try AudioFile.load16kHz(path: path) }

    /// `CREMA-D · speaker 1001 · angry · 1001_DFA_ANG_XX`.
    public var title: String {
        let told = [corpus?.rawValue.uppercased(), speaker.map { "speaker \($0)" }, emotion?.rawValue]
        return (told.compactMap(\.self) + [name]).joined(separator: " · ")
    }
}

extension ClipName {
    /// What the names of one speaker's clips of the same words share, whatever the emotion.
    fileprivate var sentence: String {
        let separator: Character = corpus == .ravdess ? "-" : "_"
        let fields = name.split(separator: separator, omittingEmptySubsequences: false)
        switch corpus {
        // Modality, channel, emotion, intensity, statement, repetition, actor: neutral has one intensity alone.
        case .ravdess where fields.count == 7: return "\(fields[4])-\(fields[5])"
        case .cremaD where fields.count == 4: return String(fields[1])
        case .tess where fields.count >= 3: return String(fields[1])
        // Sentences 1 to 3 are those that every emotion has.
        case .savee: return String(name.suffix(2))
        default: return name
        }
    }
}
