internal import AudioFiles
internal import SpeechFeatures

/// What mean and deviation of each MFCC, and nothing else, tell of a clip's emotion.
///
/// The measure of what a network adds: multinomial logistic regression, fitted on the training speakers.
public struct LinearBaseline: Sendable {
    private let regression: LogisticRegression
    private let center: [Double]
    private let scale: [Double]
    private let labels: [String]
    /// Clips that it was fitted on.
    public let trainingClips: Int

    /// Fits the baseline.
    ///
    /// - Parameters:
    ///   - clips: of the training speakers.
    ///   - labels: the labels' names.
    ///   - progress: called with the clips done, from any thread.
    /// - Throws: `AudioFileError` for a clip that cannot be read.
    public init(
        train clips: [Clip], labels: [String], progress: (@Sendable (Int) -> Void)? = nil
    ) throws {
        let rows = try Self.statistics(of: clips, progress: progress)
        var examples: [(features: [Double], truth: Int)] = []
        for (clip, row) in zip(clips, rows) {
            guard let row, let truth = labels.firstIndex(of: clip.emotion.rawValue) else { continue }
            examples.append((row, truth))
        }
        self.init(examples: examples, labels: labels)
    }

    /// Fits the baseline to given statistics.
    init(examples: [(features: [Double], truth: Int)], labels: [String]) {
        self.labels = labels
        trainingClips = examples.count
        let columns = (examples.first?.features.indices).map(Array.init) ?? []
        let values = columns.map { column in examples.map { $0.features[column] } }
        let center = values.map { $0.mean ?? 0 }
        self.center = center
        scale = zip(values, center).map { values, center in
            let variance = values.map { ($0 - center) * ($0 - center) }.mean ?? 0
            return variance > 0 ? 1 / variance.squareRoot() : 1
        }
        regression = LogisticRegression(
            features: examples.map { [center, scale] example in
                Self.standardize(example.features, center, scale)
            }, truths: examples.map(\.truth), labelCount: labels.count)
    }

    /// The baseline's UAR on `clips`; a clip without sound counts as wrong.
    func uar(on clips: [Clip], progress: (@Sendable (Int) -> Void)? = nil) throws -> ByCorpus {
        let rows = try Self.statistics(of: clips, progress: progress)
        let judgements = zip(clips, rows).map { clip, row in
            Judgement(
                clip, truth: labels.firstIndex(of: clip.emotion.rawValue) ?? 0,
                answer: row.flatMap { answer(to: $0) })
        }
        return ByCorpus(uarOf: judgements, labelCount: labels.count)
    }

    /// The most probable label of a clip with these statistics.
    func answer(to features: [Double]) -> Int? {
        regression.probabilities(of: Self.standardize(features, center, scale)).indexOfMaximum
    }

    private static func standardize(_ row: [Double], _ center: [Double], _ scale: [Double]) -> [Double] {
        row.indices.map { (row[$0] - center[$0]) * scale[$0] }
    }

    /// Mean, then deviation, of each cepstrum over the clip's speech; nil for a clip without sound.
    private static func statistics(
        of clips: [Clip], progress: (@Sendable (Int) -> Void)?
    ) throws(AudioFileError) -> [[Double]?] {
        let results = clips.concurrentMap(progress: progress) { clip in
            Result { () throws(AudioFileError) in
                statistics(of: try clip.samples())
            }
        }
        var rows: [[Double]?] = []
        for result in results { rows.append(try result.get()) }
        return rows
    }

    static func statistics(of samples: [Float]) -> [Double]? {
        let options = FeatureOptions.reference
        guard let speech = SpeechSpan(of: samples, features: options) else { return nil }
        var filter = HighPassFilter(options: options)
        let filtered = filter.filtered(samples)
        var extractor = FrameExtractor(options: options)
        var sums = [Double](repeating: 0, count: options.cepstrumCount)
        var squares = sums
        var frames = 0.0
        var offset = 0
        while extractor.next(filtered, from: &offset) {
            let start = Double(extractor.frameCount - 1) * options.frameShiftSeconds
            let end = start + Double(options.windowLength) / Double(options.sampleRateHz)
            guard start >= speech.onset - 1e-9, end <= speech.end + 1e-9 else { continue }
            frames += 1
            for (index, value) in extractor.frame.cepstra.enumerated() {
                sums[index] += Double(value)
                squares[index] += Double(value) * Double(value)
            }
        }
        let means = sums.map { $0 / frames }
        let deviations = zip(squares, means).map { max($0 / frames - $1 * $1, 0).squareRoot() }
        return means + deviations
    }
}
