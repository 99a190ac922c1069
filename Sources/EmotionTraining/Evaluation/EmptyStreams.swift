internal import AudioFiles
internal import EmotionRecognition

/// Sound without anybody speaking: silence that is made, noise that was recorded.
struct EmptyStreams: Sendable {
    let model: SpeechEmotionModel
    let seed: UInt64
    /// How long each silence lasts.
    let silenceSeconds: Int

    /// The silences: nil for digital zeros, or the level of white noise.
    static let silencesDBFS: [Float?] = [nil, -80, -65]

    private var neutral: Int? { model.labels.firstIndex(of: Emotion.neutral.rawValue) }

    /// Ten minutes each of digital zeros and of quiet white noise; every window counts.
    func silences() -> [FalseEmotions] {
        Self.silencesDBFS.concurrentMap { level in
            let name = level.map { "white noise at \(Int($0)) dBFS" } ?? "digital zeros"
            var counted = FalseEmotions(source: name)
            counted.add(estimates(levelDBFS: level), neutral: neutral, countsZeros: true)
            return counted
        }
    }

    private func estimates(levelDBFS: Float?) -> [Estimate] {
        var recognizer = Recognizer(model: model, hopSeconds: StreamTranscript.hopSeconds)
        var estimates: [Estimate] = []
        for second in 0..<silenceSeconds {
            var samples = [Float](repeating: 0, count: Resampler.outputRateHz)
            if let levelDBFS {
                var random = KeyedRandom(seed: seed, epoch: second, clip: 0, purpose: .whiteNoise)
                samples = random.whiteNoise(count: samples.count)
                samples.scale(by: amplitudeRatio(decibels: levelDBFS))
            }
            recognizer.process(samples.span) { recognition in
                if case .estimate(let estimate) = recognition { estimates.append(estimate) }
            }
        }
        return estimates
    }

    /// Every recording as a stream of its own; windows of exact zeros do not count.
    func noise(_ library: NoiseLibrary, source: String) -> FalseEmotions {
        let counts = library.recordings.concurrentMap { samples in
            var counted = FalseEmotions(source: source)
            counted.add(
                StreamTranscript(of: samples, model: model).estimates, neutral: neutral, countsZeros: false)
            return counted
        }
        return counts.reduce(into: FalseEmotions(source: source)) { $0.merge($1) }
    }
}
