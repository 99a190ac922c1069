private import Glibc
internal import SpeechFeatures

/// Level and peak of the window in progress.
///
/// Sums sample by sample in double precision, so the result does not depend on how the audio is cut.
struct LevelMeter: Sendable {
    private var sumOfSquares = 0.0
    private var count = 0
    private var largest: Float = 0

    /// Filters `samples` into the front of `output` and takes what came in and what came out.
    mutating func process(
        _ samples: Span<Float>, through filter: inout HighPassFilter, into output: inout [Float]
    ) {
        filter.process(samples, into: &output, energy: &sumOfSquares, peak: &largest)
        count += samples.count
    }

    /// 20·log10 of the window's RMS; nil when it is all zeros.
    var levelDBFS: Float? {
        sumOfSquares > 0 ? Float(10 * log10(sumOfSquares / Double(count))) : nil
    }

    /// Largest absolute sample, at most 1.
    var peak: Float { min(largest, 1) }

    /// Begins the next window.
    mutating func reset() { self = LevelMeter() }
}
