internal import AudioFiles
public import EmotionRecognition

/// What the program itself says of untrimmed clips: the recogniser's utterances, nothing else.
public struct ProgramEvaluation: Sendable {
    /// The clip label: argmax of its utterances' posteriors, weighted by duration.
    ///
    /// A clip without an utterance counts as wrong.
    public private(set) var program: ConfusionTable
    /// The same with the detector off: the whole file is one utterance.
    public private(set) var detectorOff: ConfusionTable

    /// Runs every clip through a recogniser of its own, on all cores.
    ///
    /// - Parameters:
    ///   - model: the model to judge.
    ///   - clips: what to judge it on.
    ///   - progress: called with the clips done, from any thread.
    /// - Throws: `AudioFileError` for the first clip that cannot be read.
    public init(
        model: SpeechEmotionModel, clips: [Clip], progress: (@Sendable (Int) -> Void)? = nil
    ) throws {
        let labels = model.labels
        let answers = clips.concurrentMap(progress: progress) { clip in
            Result { () throws(AudioFileError) in
                let samples = try AudioFile.load16kHz(path: clip.file)
                return (Self.label(of: samples, model), Self.wholeLabel(of: samples, model))
            }
        }
        program = ConfusionTable(labelCount: labels.count)
        detectorOff = program
        for (clip, answer) in zip(clips, answers) {
            guard let truth = labels.firstIndex(of: clip.emotion.rawValue) else { continue }
            let (label, whole) = try answer.get()
            program.add(corpus: clip.corpus, truth: truth, answer: label)
            detectorOff.add(corpus: clip.corpus, truth: truth, answer: whole)
        }
    }

    /// The clip label as the program would print it; nil where it found no utterance.
    static func label(of samples: [Float], _ model: SpeechEmotionModel) -> Int? {
        var recognizer = Recognizer(model: model, hopSeconds: 10)
        var sum = [Double](repeating: 0, count: model.labels.count)
        var found = false
        func take(_ recognition: Recognition) {
            guard case .utterance(let utterance) = recognition else { return }
            found = true
            for index in sum.indices {
                sum[index] += Double(utterance.posterior[index]) * (utterance.end - utterance.start)
            }
        }
        recognizer.process(samples.span) { take($0) }
        recognizer.finish { take($0) }
        return found ? sum.indices.max { sum[$0] < sum[$1] } : nil
    }

    /// The label with every frame in one utterance.
    static func wholeLabel(of samples: [Float], _ model: SpeechEmotionModel) -> Int? {
        WholeClipClassifier(model: model).posterior(of: samples)?.argmax
    }
}
