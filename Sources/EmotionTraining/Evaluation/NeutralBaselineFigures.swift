internal import AudioFiles
internal import EmotionRecognition

/// What a speaker's own neutral clips are worth: the first of them make a baseline, as `undertone tune` does, and the
/// others are judged with and without it.
public struct NeutralBaselineFigures: Sendable, Equatable, Encodable {
    /// UAR of the clips that are judged.
    public struct Row: Sendable, Equatable, Encodable {
        /// The corpus, or `mean of corpora`.
        public let corpus: String
        /// Number of clips.
        public let clips: Int
        /// UAR without the baseline.
        public let without: Double
        /// UAR with it.
        public let with: Double
    }

    /// Neutral clips that make a baseline.
    public let clipsPerSpeaker: Int
    /// Speakers who have so many, and are judged.
    public let speakers: Int
    /// The mean of corpora first, then each corpus.
    public let rows: [Row]
    /// With minus without, in pairs; rows as above.
    public let difference: ModelDifference

    /// The clips of a speaker, divided.
    private struct Part: Sendable {
        let neutral: [Clip]
        let judged: [Clip]
    }

    /// Judges every clip that is not of a baseline twice, on all cores.
    ///
    /// A speaker with fewer neutral clips than asked for is left out.
    init(
        model: SpeechEmotionModel, clips: [Clip], clipsPerSpeaker: Int, _ bootstrap: Bootstrap,
        progress: @escaping @Sendable (Int) -> Void
    ) throws {
        let parts = Self.parts(clips, clipsPerSpeaker: clipsPerSpeaker)
        let baselines = try parts.concurrentMap(progress: nil) { part in
            Result { () throws(AudioFileError) in
                var utterances: [Utterance] = []
                for clip in part.neutral {
                    utterances += StreamTranscript(of: try clip.samples(), model: model).utterances
                }
                var profile = RecognitionProfile()
                profile.neutral = NeutralBaseline(of: utterances, labels: model.labels)
                return model.adapted(to: profile)
            }
        }.map { try $0.get() }
        let judged = zip(parts, baselines).flatMap { part, adapted in part.judged.map { ($0, adapted) } }
        let truths = try judged.map { try ProgramEvaluation.truth(of: $0.0, labels: model.labels) }
        let answers = try Array(judged.indices).concurrentMap(progress: progress) { index in
            Result { () throws(AudioFileError) in
                let samples = try judged[index].0.samples()
                return (
                    without: ProgramEvaluation.label(of: samples, model),
                    with: ProgramEvaluation.label(of: samples, judged[index].1)
                )
            }
        }.map { try $0.get() }
        func judgements(_ answer: (Int) -> Int?) -> [Judgement] {
            judged.indices.map { Judgement(judged[$0].0, truth: truths[$0], answer: answer($0)) }
        }
        let without = judgements { answers[$0].without }
        let with = judgements { answers[$0].with }
        self.clipsPerSpeaker = clipsPerSpeaker
        speakers = parts.count
        rows = Self.rows(without.byCorpus, with.byCorpus, labelCount: model.labels.count)
        difference = ModelDifference(without, with, labelCount: model.labels.count, bootstrap)
    }

    /// The clips of each speaker who has enough neutral ones: the first by name make the baseline.
    private static func parts(_ clips: [Clip], clipsPerSpeaker: Int) -> [Part] {
        let speakers = Dictionary(grouping: clips) { "\($0.corpus.rawValue)/\($0.speaker)" }
        return speakers.keys.sorted().compactMap { name in
            let own = (speakers[name] ?? []).sorted { $0.name < $1.name }
            let neutral = own.filter { $0.emotion == .neutral }.prefix(clipsPerSpeaker)
            guard neutral.count == clipsPerSpeaker else { return nil }
            return Part(neutral: Array(neutral), judged: own.filter { !neutral.contains($0) })
        }
    }

    private static func rows(_ without: [[Judgement]], _ with: [[Judgement]], labelCount: Int) -> [Row] {
        func uar(_ groups: [[Judgement]]) -> Double {
            groups.map { $0.matrix(labelCount: labelCount).uar }.mean ?? 0
        }
        let corpora = zip(without, with).map { without, with in
            Row(
                corpus: without[0].corpus.rawValue, clips: without.count, without: uar([without]),
                with: uar([with]))
        }
        return [
            Row(
                corpus: "mean of corpora", clips: corpora.reduce(0) { $0 + $1.clips }, without: uar(without),
                with: uar(with))
        ] + corpora
    }
}
