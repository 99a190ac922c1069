internal import SpeechFeatures

/// The normaliser's prior from the training utterances: mean, then deviation after causal normalisation.
enum NormalizerEstimate {
    /// Two passes over `segments`, in their order, in double precision.
    static func normalizer(of segments: [LogMelSegment], features: FeatureOptions) -> CepstralNormalizer {
        let transform = CepstralTransform(options: features)
        let mean = average(segments, transform, features) { $0 }
        let unscaled = CepstralNormalizer(
            mean: mean, inverseDeviation: Array(repeating: 1, count: mean.count),
            priorFrames: features.normalizerPriorFrames, relativeLevelBands: features.relativeLevelBands)
        var running = unscaled
        let power = average(segments, transform, features, beforeEach: { running.reset() }) { cepstra in
            var normalized = cepstra
            running.normalize(&normalized)
            return normalized.map { $0 * $0 }
        }
        return CepstralNormalizer(
            mean: mean, inverseDeviation: power.map { 1 / max($0, 1e-6).squareRoot() },
            priorFrames: features.normalizerPriorFrames, relativeLevelBands: features.relativeLevelBands)
    }

    /// The mean over all frames of what `measure` makes of a frame's cepstra.
    private static func average(
        _ segments: [LogMelSegment], _ transform: CepstralTransform, _ features: FeatureOptions,
        beforeEach: () -> Void = {}, _ measure: ([Float]) -> [Float]
    ) -> [Float] {
        let bands = features.melBandCount
        var sums = [Double](repeating: 0, count: features.cepstrumCount)
        var count = 0
        var cepstra = [Float](repeating: 0, count: features.cepstrumCount)
        for segment in segments {
            beforeEach()
            for start in stride(from: 0, to: segment.values.count, by: bands) {
                transform.apply(to: Array(segment.values[start..<start + bands]), into: &cepstra)
                for (index, value) in measure(cepstra).enumerated() { sums[index] += Double(value) }
                count += 1
            }
        }
        return sums.map { Float($0 / Double(max(count, 1))) }
    }
}
