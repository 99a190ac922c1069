internal import AudioFiles
internal import EmotionRecognition

/// What a change of the sound costs.
public struct ChangeFigures: Sendable, Equatable, Encodable {
    /// What was changed.
    public let change: String
    /// UAR of the changed clips.
    public let uar: ByCorpus
    /// By how much the mean UAR of the same clips unchanged is higher.
    public let lost: Double
    /// Share of the clips with a label that keep it; nil where none has one.
    public let kept: Double?
}

/// Runs the clips again, changed.
struct Robustness: Sendable {
    let model: SpeechEmotionModel
    let noise: NoiseLibrary
    let seed: UInt64

    /// The figures of one change over `outcomes`, whose labels are those of the clips as they are.
    ///
    /// - Parameters:
    ///   - change: What to do to each clip.
    ///   - outcomes: The clips.
    ///   - progress: Called with the clips done, from any thread.
    /// - Throws: `AudioFileError` for a clip that cannot be read.
    func figures(
        of change: ClipChange, _ outcomes: [ClipOutcome], progress: (@Sendable (Int) -> Void)? = nil
    ) throws(AudioFileError) -> ChangeFigures {
        let byCorpus = Dictionary(grouping: outcomes.map(\.clip), by: \.corpus)
        let results = outcomes.concurrentMap(progress: progress) { outcome in
            Result { () throws(AudioFileError) in
                try label(of: outcome.clip, change, others: byCorpus[outcome.clip.corpus] ?? [])
            }
        }
        var labels: [Int?] = []
        for result in results { labels.append(try result.get()) }
        let count = model.labels.count
        let plain = ByCorpus(uarOf: outcomes.map { Judgement($0) }, labelCount: count)
        let changed = ByCorpus(
            uarOf: zip(outcomes, labels).map { Judgement($0.clip, truth: $0.truth, answer: $1) },
            labelCount: count)
        let labelled = zip(outcomes, labels).filter { $0.0.label != nil }
        return ChangeFigures(
            change: change.name, uar: changed, lost: (plain.overall ?? 0) - (changed.overall ?? 0),
            kept: labelled.map { $0.0.label == $0.1 ? 1 : 0 }.mean)
    }

    /// The label of the changed clip: of the utterances whose middle lies in it.
    private func label(
        of clip: Clip, _ change: ClipChange, others: [Clip]
    ) throws(AudioFileError) -> Int? {
        var random = KeyedRandom(seed: seed, epoch: 0, clip: clip.randomKey, purpose: .changedClip)
        // Any clip but itself, where there is another.
        let candidates = others.count > 1 ? others.filter { $0 != clip } : others
        let neighbour = candidates[random.index(below: candidates.count)]
        let samples = try clip.samples()
        let changed = try change.apply(to: samples, noise: noise, random: &random) {
            () throws(AudioFileError) in try neighbour.samples()
        }
        return StreamTranscript(of: changed.samples, model: model).label(from: changed.start)
    }
}
