import EmotionRecognition

@testable import EmotionTraining

/// What a program might have said of a clip, made by hand.
enum HandMade {
    static let labels = ["angry", "disgust", "fear", "happy", "neutral", "sad"]

    /// A posterior that is sure of `label` to this degree; the others share the rest.
    static func posterior(_ label: Int, _ confidence: Float = 0.75, labels: Int = 6) -> Posterior {
        var values = [Float](repeating: (1 - confidence) / Float(labels - 1), count: labels)
        values[label] = confidence
        return Posterior(values)
    }

    /// The window that ends at `end`; nil shows nothing.
    static func estimate(_ end: Double, _ label: Int?, peak: Float = 0.1) -> Estimate {
        let posterior = label.map { HandMade.posterior($0) }
        return Estimate(
            start: end - 0.25, end: end, state: label == nil ? .silence : .speech, speech: 0,
            levelDBFS: peak > 0 ? -30 : nil, peak: peak, raw: posterior, smoothed: posterior, emotion: label)
    }

    /// Windows of a quarter of a second, the first from 0 on, with these labels.
    static func estimates(_ labels: [Int?]) -> [Estimate] {
        labels.enumerated().map { estimate(Double($0.offset + 1) * 0.25, $0.element) }
    }

    static func utterance(_ start: Double, _ end: Double, _ posterior: Posterior) -> Utterance {
        Utterance(start: start, end: end, decidedAt: end + 0.5, posterior: posterior, cut: .pause)
    }

    static func clip(
        _ name: String = "1", speaker: String = "A", corpus: Corpus = .cremaD, label: Int = 0, sex: Sex? = nil
    ) -> Clip {
        Clip(
            path: "\(corpus.rawValue)/\(speaker)_\(name).wav", corpus: corpus, name: "\(speaker)_\(name)",
            speaker: speaker, emotion: Emotion.six[label], split: .dev, sex: sex)
    }

    /// A clip of two seconds of speech from 0.3 s on, whose windows show `shown` and whose only utterance is
    /// of `answer`.
    static func outcome(
        _ clip: Clip = clip(), answer: Int?, confidence: Float = 0.75, shown: [Int?] = [],
        speech: SpeechSpan? = SpeechSpan(onset: 0.3, end: 2.3)
    ) -> ClipOutcome {
        let utterances = answer.map { [utterance(0.3, 2.3, posterior($0, confidence))] } ?? []
        return ClipOutcome(
            clip: clip, truth: Emotion.six.firstIndex(of: clip.emotion) ?? 0, speech: speech,
            transcript: StreamTranscript(estimates: estimates(shown), utterances: utterances),
            detectorOff: answer.map { posterior($0) })
    }
}
