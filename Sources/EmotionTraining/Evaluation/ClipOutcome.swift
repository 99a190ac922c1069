internal import AudioFiles
public import EmotionRecognition

/// One clip and all that the program said of it.
public struct ClipOutcome: Sendable {
    /// The clip.
    public let clip: Clip
    /// The actor's intent, as an index into the model's labels.
    public let truth: Int
    /// Where its speech lies; nil for a clip without sound.
    public let speech: SpeechSpan?
    /// What the program said, window by window.
    public let transcript: StreamTranscript
    /// The utterances' posteriors, averaged by duration; nil for a clip without an utterance.
    public let posterior: [Double]?
    /// What the network says with the detector off, the whole file being one utterance.
    public let detectorOff: Posterior?

    /// An outcome with every field given.
    init(
        clip: Clip, truth: Int, speech: SpeechSpan?, transcript: StreamTranscript, detectorOff: Posterior?
    ) {
        self.clip = clip
        self.truth = truth
        self.speech = speech
        self.transcript = transcript
        self.posterior = transcript.posterior()
        self.detectorOff = detectorOff
    }

    /// The clip label; nil, which counts as wrong, for a clip without an utterance.
    public var label: Int? { posterior?.indexOfMaximum }
    /// How sure the program is of it: 0 without a label.
    public var confidence: Double { posterior?.max() ?? 0 }
    /// Whether the label is what the actor meant.
    public var isRight: Bool { label == truth }
}

extension Clip {
    /// The whole clip, untrimmed, 16 kHz mono.
    func samples() throws(AudioFileError) -> [Float] { try AudioFile.load16kHz(path: file) }
}

/// Why a model cannot be judged.
public enum EvaluationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A clip's emotion is none of the model's labels.
    case labelOutsideModel(label: String, path: String, labels: [String])
    /// A model's label is no emotion of any corpus.
    case labelOfNoCorpus(label: String, model: String)
    /// Two models to compare have different labels.
    case differentLabels(first: String, other: String)
    /// A model that a speaker's neutral voice cannot be measured against.
    case noNeutralReference(model: String)
    /// No clip of the part is heard as speech that should be neutral.
    case noNeutralSpeech(part: String)

    /// One line: what happened, to what, and what to do.
    public var description: String {
        switch self {
        case .labelOutsideModel(let label, let path, let labels):
            "\(path) is \(label), which is none of the model's labels (\(labels.joined(separator: ", ")))"
        case .labelOfNoCorpus(let label, let model):
            "\(model) has the label \(label), of which the corpora have no clips"
        case .differentLabels(let first, let other):
            "\(first) and \(other) have different labels: judge them one by one"
        case .noNeutralReference(let model):
            "\(model) does not say how it hears neutral voices: undertone-train reference measures it"
        case .noNeutralSpeech(let part):
            "no neutral speech of \(part) speakers to measure a reference by"
        }
    }
}
