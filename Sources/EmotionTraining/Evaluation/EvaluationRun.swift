public import EmotionRecognition

/// A model to judge and where it lies.
public struct CandidateModel: Sendable {
    /// The file's path.
    public let path: String
    /// The model.
    public let model: SpeechEmotionModel

    /// A model to judge.
    public init(path: String, model: SpeechEmotionModel) {
        self.path = path
        self.model = model
    }
}

/// Judges models on the clips of one split.
public struct EvaluationRun: Sendable {
    private let clips: [Clip]
    private let options: EvaluationOptions
    /// How far which part has come, from any thread.
    private let progress: @Sendable (_ what: String, _ done: Int, _ total: Int) -> Void

    /// A run over given clips.
    ///
    /// - Parameters:
    ///   - clips: what to judge on.
    ///   - options: what to do beside running the clips.
    ///   - progress: called with what is being done and how far it has come, from any thread.
    public init(
        clips: [Clip], options: EvaluationOptions,
        progress: @escaping @Sendable (_ what: String, _ done: Int, _ total: Int) -> Void
    ) {
        self.clips = clips
        self.options = options
        self.progress = progress
    }

    /// The emotions that are the labels of every model.
    ///
    /// - Throws: `EvaluationError` where models differ, or have a label that no corpus has.
    public static func labels(of candidates: [CandidateModel]) throws(EvaluationError) -> [Emotion] {
        guard let first = candidates.first else { return [] }
        for other in candidates where other.model.labels != first.model.labels {
            throw .differentLabels(first: first.path, other: other.path)
        }
        var emotions: [Emotion] = []
        for label in first.model.labels {
            guard let emotion = Emotion(rawValue: label) else {
                throw .labelOfNoCorpus(label: label, model: first.path)
            }
            emotions.append(emotion)
        }
        return emotions
    }

    /// Whether voices that are judged on were, or may have been, trained on: the training speakers themselves,
    /// or a split other than that of a model's training.
    ///
    /// - Parameters:
    ///   - candidates: the models.
    ///   - split: which speakers they are judged on.
    ///   - protocolName: the name of the split.
    public static func isLeaky(_ candidates: [CandidateModel], split: Split, protocolName: String) -> Bool {
        split == .train
            || candidates.contains { candidate in
                // A model that does not say how it was trained is taken at its user's word.
                candidate.model.provenance["training.split"].map { $0 != protocolName } ?? false
            }
    }

    /// Judges every model, and the second against the first.
    ///
    /// - Throws: `AudioFileError` or `NoiseError` for what cannot be read, `EvaluationError` for clips
    ///   that the models have no label for.
    public func judge(
        _ candidates: [CandidateModel]
    ) throws -> (figures: [ModelFigures], difference: ModelDifference?) {
        let noise = try options.isQuick ? nil : options.noise.map(NoiseFolds.init)
        var evaluations: [ProgramEvaluation] = []
        var figures: [ModelFigures] = []
        for (index, candidate) in candidates.enumerated() {
            let prefix = candidates.count > 1 ? "model \(index + 1) of \(candidates.count): " : ""
            let evaluation = try ProgramEvaluation(
                model: candidate.model, clips: clips,
                progress: report(prefix + "clips", of: clips.count))
            evaluations.append(evaluation)
            let further = options.isQuick ? nil : try further(candidate.model, evaluation, noise, prefix)
            figures.append(
                ModelFigures(
                    path: candidate.path, model: candidate.model, evaluation: evaluation, further: further,
                    bootstrap: options.bootstrap))
        }
        let difference =
            evaluations.count > 1
            ? ModelDifference(evaluations[0], evaluations[1], options.bootstrap) : nil
        return (figures, difference)
    }

    /// The UAR of a linear baseline that is fitted on `train`.
    public func baseline(train: [Clip], labels: [Emotion]) throws -> ByCorpus {
        let baseline = try LinearBaseline(
            train: train, labels: labels.map(\.rawValue),
            progress: report("linear baseline, training clips", of: train.count))
        return try baseline.uar(on: clips, progress: report("linear baseline", of: clips.count))
    }

    /// What each speaker's own neutral clips change.
    ///
    /// - Throws: `AudioFileError` for what cannot be read, `EvaluationError` for a model without neutral.
    public func neutralBaseline(
        of model: SpeechEmotionModel, clipsPerSpeaker: Int
    ) throws -> NeutralBaselineFigures {
        try NeutralBaselineFigures(
            model: model, clips: clips, clipsPerSpeaker: clipsPerSpeaker, seed: options.seed,
            options.bootstrap,
            progress: report("neutral baseline", of: clips.count))
    }

    private func report(_ what: String, of total: Int) -> @Sendable (Int) -> Void {
        { [progress] in progress(what, $0, total) }
    }

    /// What further runs say of a model.
    private func further(
        _ model: SpeechEmotionModel, _ evaluation: ProgramEvaluation, _ noise: NoiseFolds?, _ prefix: String
    ) throws -> FurtherFigures {
        progress(prefix + "silence and noise", 0, 1)
        let streams = EmptyStreams(
            model: model, seed: options.seed, silenceSeconds: options.silenceSeconds)
        let silence = streams.silences()
        let subset = ClipSubset.draw(evaluation.outcomes, size: options.subset, seed: options.seed)
        let robustness = Robustness(
            model: model, noise: noise?.background ?? .empty, seed: options.seed)
        let changes = try ClipChange.all.filter { noise != nil || !$0.needsNoise }.map { change in
            try robustness.figures(
                of: change, subset, progress: report(prefix + change.name, of: subset.count))
        }
        let pairs = SplicedChange.pairs(of: subset, seed: options.seed, limit: nil)
        return FurtherFigures(
            silence: silence, noise: noise?.figures(streams) ?? [], changedClips: subset.count,
            unchanged: ByCorpus(uarOf: subset.map { Judgement($0) }, labelCount: model.labels.count),
            changes: changes,
            splices: try SplicedChange.figures(
                pairs, model: model,
                progress: report(prefix + "changes of emotion", of: pairs.count)))
    }
}

/// Recorded noise of some folds, voices apart.
private struct NoiseFolds {
    let background: NoiseLibrary
    /// Each class of voices that there are recordings of.
    let voices: [(name: String, library: NoiseLibrary)]
    private let folds: String

    init(_ noise: EvaluationOptions.Noise) throws(NoiseError) {
        background = try NoiseLibrary.load(root: noise.folder, folds: noise.folds)
        let all = try NoiseLibrary.load(root: noise.folder, folds: noise.folds, excludedClasses: [])
        voices = NoiseLibrary.voices.sorted().map { ($0, all.only($0)) }.filter { !$0.1.recordings.isEmpty }
        folds = noise.folds.sorted().map(String.init).joined(separator: ", ")
    }

    func figures(_ streams: EmptyStreams) -> [FalseEmotions] {
        [streams.noise(background, source: "recorded noise, fold \(folds)")]
            + voices.map { streams.noise($0.library, source: "\($0.name) (a voice), fold \(folds)") }
    }
}

extension NoiseLibrary {
    /// The recordings in a folder of this name.
    fileprivate func only(_ name: String) -> NoiseLibrary {
        let chosen = paths.indices.filter { index in
            paths[index].split(separator: "/").dropLast().contains { $0.lowercased() == name }
        }
        return NoiseLibrary(recordings: chosen.map { recordings[$0] }, paths: chosen.map { paths[$0] })
    }
}
