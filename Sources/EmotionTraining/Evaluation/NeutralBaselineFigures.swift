internal import AudioFiles
internal import EmotionRecognition

/// What a speaker's own neutral clips are worth: some of them make a baseline, as `undertone tune` does, and all
/// others are judged with and without it.
///
/// Which clips those are decides more than anything else, so that they are drawn several times and the figures are
/// means over the draws.
public struct NeutralBaselineFigures: Sendable, Equatable, Encodable {
    /// UAR of the clips that are judged.
    public struct Row: Sendable, Equatable, Encodable {
        /// The corpus, or `mean of corpora`.
        public let corpus: String
        /// Number of clips in each draw.
        public let clips: Int
        /// UAR without the baseline.
        public let without: Double
        /// UAR with it.
        public let with: Double
    }

    /// How often the clips of the baselines are drawn.
    public static let drawCount = 8

    /// Neutral clips that make a baseline.
    public let clipsPerSpeaker: Int
    /// How often they were drawn.
    public let draws: Int
    /// Speakers who have so many, and are judged.
    public let speakers: Int
    /// The mean of corpora first, then each corpus.
    public let rows: [Row]
    /// With minus without, in pairs; rows as above, the intervals those of one draw.
    public let difference: ModelDifference

    /// Judges every clip that is not of a baseline without one and with one of each draw, on all cores.
    ///
    /// A speaker with fewer neutral clips than asked for is left out. A model without a
    /// ``SpeechEmotionModel/neutralReference`` has no use for a baseline.
    ///
    /// - Parameter progress: called with the share that is done, as a number of `clips`.
    init(
        model: SpeechEmotionModel, clips: [Clip], clipsPerSpeaker: Int, seed: UInt64, _ bootstrap: Bootstrap,
        progress: @escaping @Sendable (Int) -> Void
    ) throws {
        let judged = JudgedSpeakers(clips, clipsPerSpeaker: clipsPerSpeaker, seed: seed)
        let clips = judged.clips
        let truths = try clips.map { try ProgramEvaluation.truth(of: $0, labels: model.labels) }
        let plain = try clips.transcripts { _ in
            model
        } progress: {
            progress($0 / (Self.drawCount + 1))
        }
        let without = plain.map { $0.label() }
        var differences: [ModelDifference] = []
        var draws: [[Row]] = []
        for draw in 0..<Self.drawCount {
            let baselines = judged.baselines(draw)
            let models = baselines.map { own in
                var profile = RecognitionProfile()
                profile.neutral = NeutralBaseline(
                    of: own.flatMap { plain[$0].utterances }, labels: model.labels)
                return model.adapted(to: profile)
            }
            let with = try clips.transcripts {
                models[judged.speaker[$0]]
            } progress: {
                progress(((draw + 1) * clips.count + $0) / (Self.drawCount + 1))
            }.map { $0.label() }
            let left = Set(baselines.joined())
            func judgements(_ answers: [Int?]) -> [Judgement] {
                clips.indices.filter { !left.contains($0) }.map {
                    Judgement(clips[$0], truth: truths[$0], answer: answers[$0])
                }
            }
            let pair = (judgements(without), judgements(with))
            draws.append(Self.rows(pair.0.byCorpus, pair.1.byCorpus, labelCount: model.labels.count))
            differences.append(ModelDifference(pair.0, pair.1, labelCount: model.labels.count, bootstrap))
        }
        self.clipsPerSpeaker = clipsPerSpeaker
        self.draws = Self.drawCount
        speakers = judged.count
        rows = draws[0].indices.map { row in
            Row(
                corpus: draws[0][row].corpus, clips: draws[0][row].clips,
                without: draws.map { $0[row].without }.mean ?? 0, with: draws.map { $0[row].with }.mean ?? 0)
        }
        difference = ModelDifference(meanOf: differences)
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

/// The speakers who have neutral clips enough, and all their clips.
private struct JudgedSpeakers {
    /// The clips, speaker by speaker.
    private(set) var clips: [Clip] = []
    /// Whose each clip is.
    private(set) var speaker: [Int] = []
    private(set) var count = 0
    private let clipsPerSpeaker: Int
    private let seed: UInt64

    init(_ clips: [Clip], clipsPerSpeaker: Int, seed: UInt64) {
        self.clipsPerSpeaker = clipsPerSpeaker
        self.seed = seed
        let speakers = Dictionary(grouping: clips) { "\($0.corpus.rawValue)/\($0.speaker)" }
        for name in speakers.keys.sorted() {
            let own = (speakers[name] ?? []).sorted { $0.name < $1.name }
            guard own.count(where: { $0.emotion == .neutral }) >= clipsPerSpeaker else { continue }
            self.clips += own
            speaker += own.map { _ in count }
            count += 1
        }
    }

    /// The clips of each speaker's baseline, by their places in `clips`.
    func baselines(_ draw: Int) -> [[Int]] {
        var neutral = [[Int]](repeating: [], count: count)
        for index in clips.indices where clips[index].emotion == .neutral {
            neutral[speaker[index]].append(index)
        }
        return neutral.map { own in
            var random = KeyedRandom(
                seed: seed, epoch: draw, clip: clips[own[0]].randomKey, purpose: .neutralClips)
            var own = own
            random.shuffle(&own)
            return Array(own.prefix(clipsPerSpeaker))
        }
    }
}

extension [Clip] {
    /// What a model of each clip's own says of it.
    fileprivate func transcripts(
        _ model: @escaping @Sendable (Int) -> SpeechEmotionModel, progress: @escaping @Sendable (Int) -> Void
    ) throws -> [StreamTranscript] {
        try Array<Int>(indices).concurrentMap(progress: progress) { index in
            Result { () throws(AudioFileError) in
                StreamTranscript(of: try self[index].samples(), model: model(index))
            }
        }.map { try $0.get() }
    }
}

extension KeyedRandom.Purpose {
    /// Which of a speaker's neutral clips make a baseline.
    fileprivate static let neutralClips = KeyedRandom.Purpose(rawValue: 107)
}
