internal import AudioFiles
internal import EmotionRecognition

/// How soon a change of emotion within one speaker's speech is shown.
public struct SpliceFigures: Sendable, Equatable, Encodable {
    /// Streams that change from one emotion to another.
    public let streams: Int
    /// Share of them that show the new emotion before they end.
    public let detected: Double
    /// Median seconds from the change to the window that first shows it, over those; nil without any.
    public let medianDelay: Double?
    /// The same for the slowest tenth.
    public let slowestTenthDelay: Double?
}

/// Clips of one speaker, joined where the speech of the one ends and that of the other begins.
///
/// Only clips that are labelled rightly by themselves are joined: it is the delay that is measured, not the
/// recognition. The second emotion goes on for two clips where the speaker has two such.
struct SplicedChange: Sendable {
    let first: ClipOutcome
    let second: [ClipOutcome]

    /// One pair for each speaker and ordered pair of emotions; at most `limit` of them, drawn from the seed.
    static func pairs(of outcomes: [ClipOutcome], seed: UInt64, limit: Int?) -> [SplicedChange] {
        var pairs: [SplicedChange] = []
        let right = outcomes.filter { $0.isRight && $0.speech != nil }
        let speakers = Dictionary(grouping: right) { $0.clip.corpus.rawValue + "/" + $0.clip.speaker }
        for speaker in speakers.keys.sorted() {
            let labels = Dictionary(grouping: speakers[speaker] ?? [], by: \.truth)
            for from in labels.keys.sorted() {
                for to in labels.keys.sorted() where to != from {
                    guard var second = labels[to], let before = labels[from], let clip = before.first?.clip
                    else { continue }
                    var random = KeyedRandom(
                        seed: seed, epoch: from * Posterior.capacity + to, clip: clip.randomKey,
                        purpose: .splice)
                    random.shuffle(&second)
                    guard let first = random.choice(before) else { continue }
                    pairs.append(SplicedChange(first: first, second: Array(second.prefix(2))))
                }
            }
        }
        guard let limit, pairs.count > limit else { return pairs }
        var random = KeyedRandom(seed: seed, epoch: 0, clip: 0, purpose: .splice)
        random.shuffle(&pairs)
        return Array(pairs.prefix(limit))
    }

    /// The stream, 16 kHz mono, when its emotion changes and when its speech ends, in seconds.
    func stream() throws(AudioFileError) -> (samples: [Float], change: Double, end: Double) {
        let rate = Double(Resampler.outputRateHz)
        func load(_ outcome: ClipOutcome) throws(AudioFileError) -> (samples: [Float], speech: Range<Int>) {
            let samples = try outcome.clip.samples()
            guard let speech = outcome.speech else { return (samples, 0..<samples.count) }
            let range = Int((speech.onset * rate).rounded())..<Int((speech.end * rate).rounded())
            return (samples, range.clamped(to: 0..<samples.count))
        }
        let before = try load(first)
        var samples = Array(before.samples[..<before.speech.upperBound])
        let change = Double(samples.count) / rate
        for outcome in second {
            let after = try load(outcome)
            samples += after.samples[after.speech]
        }
        return (samples, change, Double(samples.count) / rate)
    }

    /// Seconds from the change to the end of the first window behind it that shows the new emotion; nil where
    /// none does.
    func delay(model: SpeechEmotionModel) throws(AudioFileError) -> Double? {
        let stream = try stream()
        let transcript = StreamTranscript(of: stream.samples, model: model)
        return Self.delay(transcript.estimates, to: second[0].truth, change: stream.change)
    }

    static func delay(_ estimates: [Estimate], to label: Int, change: Double) -> Double? {
        estimates.first { $0.end > change && $0.emotion == label }.map { $0.end - change }
    }

    /// The figures of many such streams.
    static func figures(
        _ pairs: [SplicedChange], model: SpeechEmotionModel,
        progress: (@Sendable (Int) -> Void)? = nil
    ) throws(AudioFileError) -> SpliceFigures {
        let results = pairs.concurrentMap(progress: progress) { pair in
            Result { () throws(AudioFileError) in try pair.delay(model: model) }
        }
        var delays: [Double] = []
        for result in results { if let delay = try result.get() { delays.append(delay) } }
        return SpliceFigures(
            streams: pairs.count, detected: pairs.isEmpty ? 0 : Double(delays.count) / Double(pairs.count),
            medianDelay: delays.median, slowestTenthDelay: delays.quantile(0.9))
    }
}
