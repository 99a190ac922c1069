internal import AudioFiles
public import EmotionRecognition

/// What the program says of a stream, window by window and utterance by utterance.
public struct StreamTranscript: Sendable, Equatable {
    /// Seconds from one estimate to the next: the programs' own choice, and that of every measure.
    public static let hopSeconds = 0.25

    /// One per window, in order.
    public private(set) var estimates: [Estimate] = []
    /// In order.
    public private(set) var utterances: [Utterance] = []

    /// Runs `samples` through a recogniser of their own.
    ///
    /// - Parameters:
    ///   - samples: 16 kHz mono, untrimmed.
    ///   - model: with its own decision parameters.
    public init(of samples: [Float], model: SpeechEmotionModel) {
        var recognizer = Recognizer(model: model, hopSeconds: Self.hopSeconds)
        recognizer.process(samples.span) { take($0) }
        recognizer.finish { take($0) }
    }

    /// A transcript of given parts.
    init(estimates: [Estimate], utterances: [Utterance]) {
        self.estimates = estimates
        self.utterances = utterances
    }

    private mutating func take(_ recognition: Recognition) {
        switch recognition {
        case .estimate(let estimate): estimates.append(estimate)
        case .utterance(let utterance): utterances.append(utterance)
        }
    }

    /// The utterances' posteriors, averaged by duration.
    ///
    /// - Parameter start: only utterances whose middle lies behind it count, in seconds.
    /// - Returns: nil where there is no utterance.
    public func posterior(from start: Double = 0) -> [Double]? {
        let counted = utterances.filter { ($0.start + $0.end) / 2 >= start }
        let total = counted.reduce(0) { $0 + $1.end - $1.start }
        guard let first = counted.first, total > 0 else { return nil }
        return (0..<first.posterior.count).map { label in
            counted.reduce(0) { $0 + Double($1.posterior[label]) * ($1.end - $1.start) } / total
        }
    }

    /// The clip label: argmax of that posterior; nil where there is no utterance.
    public func label(from start: Double = 0) -> Int? { posterior(from: start)?.indexOfMaximum }

    /// The last estimate at or before `t` seconds.
    func estimate(at t: Double) -> Estimate? { estimates.last { $0.end <= t + 1e-9 } }
}

extension Array where Element: Comparable {
    /// The index of the largest element, the first of equals; nil where there is none.
    var indexOfMaximum: Int? {
        indices.reduce(nil) { best, index in
            guard let best else { return index }
            return self[index] > self[best] ? index : best
        }
    }
}
