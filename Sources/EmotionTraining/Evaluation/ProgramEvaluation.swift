internal import AudioFiles
public import EmotionRecognition

/// What the program itself says of untrimmed clips: the recogniser's events, nothing else.
public struct ProgramEvaluation: Sendable {
    /// The model's labels.
    public let labels: [String]
    /// One per clip, in the clips' order.
    public let outcomes: [ClipOutcome]

    /// Runs every clip through a recogniser of its own, on all cores.
    ///
    /// - Parameters:
    ///   - model: the model to judge.
    ///   - clips: what to judge it on.
    ///   - progress: called with the clips done, from any thread.
    /// - Throws: `AudioFileError` for the first clip that cannot be read, `EvaluationError` for the first
    ///   whose emotion is none of the model's labels.
    public init(
        model: SpeechEmotionModel, clips: [Clip], progress: (@Sendable (Int) -> Void)? = nil
    ) throws {
        labels = model.labels
        let truths = try clips.map { try Self.truth(of: $0, labels: model.labels) }
        let results = Array(zip(clips, truths)).concurrentMap(progress: progress) { clip, truth in
            Result { () throws(AudioFileError) in
                let samples = try clip.samples()
                return ClipOutcome(
                    clip: clip, truth: truth, speech: SpeechSpan(of: samples, features: model.features),
                    transcript: StreamTranscript(of: samples, model: model),
                    detectorOff: WholeClipClassifier(model: model).posterior(of: samples))
            }
        }
        outcomes = try results.map { try $0.get() }
    }

    /// An evaluation of given outcomes.
    init(labels: [String], outcomes: [ClipOutcome]) {
        self.labels = labels
        self.outcomes = outcomes
    }

    /// The clip labels.
    public var program: ConfusionTable { table { $0.label } }
    /// The labels with the detector off.
    public var detectorOff: ConfusionTable { table { $0.detectorOff?.argmax } }

    /// The corpora that have clips, sorted.
    public var corpora: [Corpus] { Set(outcomes.map(\.clip.corpus)).sorted() }

    /// What `answer` says of each clip, counted.
    func table(_ answer: (ClipOutcome) -> Int?) -> ConfusionTable {
        var table = ConfusionTable(labelCount: labels.count)
        for outcome in outcomes {
            table.add(corpus: outcome.clip.corpus, truth: outcome.truth, answer: answer(outcome))
        }
        return table
    }

    /// The clip label as the program would print it; nil where it found no utterance.
    static func label(of samples: [Float], _ model: SpeechEmotionModel) -> Int? {
        StreamTranscript(of: samples, model: model).label()
    }

    static func truth(of clip: Clip, labels: [String]) throws(EvaluationError) -> Int {
        guard let truth = labels.firstIndex(of: clip.emotion.rawValue) else {
            throw .labelOutsideModel(label: clip.emotion.rawValue, path: clip.path, labels: labels)
        }
        return truth
    }
}
