private import Glibc
internal import CKernels
internal import SpeechFeatures

/// Level and peak of the window in progress.
///
/// Sums in double precision and by each sample's place, so the result does not depend on how the audio is cut.
struct LevelMeter: Sendable {
    private var level = ck_level()

    /// Filters `samples` into the front of `output` and takes what came in and what came out.
    mutating func process(
        _ samples: Span<Float>, through filter: inout HighPassFilter, into output: inout [Float]
    ) {
        filter.process(samples, into: &output)
        unsafe samples.withUnsafeBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            // SAFETY: both hold `samples.count` values; the filter has just written them.
            unsafe ck_level_add(&level, base, output, samples.count)
        }
    }

    /// 20·log10 of the window's RMS; nil when it is all zeros.
    var levelDBFS: Float? {
        let squares = level.squares
        let sum = (squares.0 + squares.1) + (squares.2 + squares.3)
        return sum > 0 ? Float(10 * log10(sum / Double(level.count))) : nil
    }

    /// Largest absolute sample, at most 1.
    var peak: Float { min(level.largest, 1) }

    /// Begins the next window.
    mutating func reset() { self = LevelMeter() }
}
