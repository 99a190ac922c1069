import Glibc
import SpeechFeatures

/// How much of a sound lies above 4 kHz, where a headset that sends 8 kHz audio has nothing.
struct BandBalance {
    /// Below this share of the energy, in dB, the upper half of the band is taken to be missing.
    ///
    /// Fricatives of wide-band speech reach −10 dB and more; what a resampler leaves above an 8 kHz headset's
    /// band lies under −60 dB, and the electronics' own noise seldom lifts it over −45.
    static let missingBelowDecibels = -42.0
    /// The share of frames that must be below it: one hiss in twenty frames shows that the band is there.
    private static let quantile = 0.95

    private let firstUpperBin: Int
    private var shares: [Float] = []

    init(features: FeatureOptions) {
        // A little above 4 kHz: filters of headsets are not steep.
        firstUpperBin = 4200 * features.fftLength / features.sampleRateHz
    }

    /// Takes the power spectrum of a frame, |X|², `[binCount]`.
    mutating func take(_ power: [Float]) {
        var (lower, upper): (Float, Float) = (1e-12, 1e-12)
        for bin in power.indices {
            if bin < firstUpperBin { lower += power[bin] } else { upper += power[bin] }
        }
        shares.append(10 * log10f(upper / (lower + upper)))
    }

    /// The share that one frame in twenty exceeds, in dB; nil without frames.
    var decibels: Double? {
        guard !shares.isEmpty else { return nil }
        let sorted = shares.sorted()
        return Double(sorted[min(sorted.count - 1, Int(Self.quantile * Double(sorted.count)))])
    }

    /// Whether the upper half of the band is missing.
    var isUpperHalfMissing: Bool { decibels.map { $0 < Self.missingBelowDecibels } ?? false }
}
