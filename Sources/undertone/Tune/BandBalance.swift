import Glibc
import SpeechFeatures

/// How much of a sound lies above 4 kHz, where a headset that sends 8 kHz audio has nothing.
struct BandBalance {
    /// Below this share, in dB, the upper half of the band is taken to be missing.
    ///
    /// Three neutral clips of each development speaker give −29 to −8; the same clips sent through 8 kHz −77 to −52,
    /// and −57 to −32 where they are so quiet that 16 bits leave noise of their own.
    static let missingBelowDecibels = -36.0
    /// The frame that counts: one hiss in twenty frames shows that the band is there.
    private static let quantile = 0.95

    private let firstUpperBin: Int
    private var upper: [Float] = []
    private var lowerSum = 0.0

    init(features: FeatureOptions) {
        // A little above 4 kHz: filters of headsets are not steep.
        firstUpperBin = 4200 * features.fftLength / features.sampleRateHz
    }

    /// Takes the power spectrum of a frame, |X|², `[binCount]`.
    mutating func take(_ power: [Float]) {
        var (lower, upper): (Float, Float) = (0, 0)
        for bin in power.indices {
            if bin < firstUpperBin { lower += power[bin] } else { upper += power[bin] }
        }
        self.upper.append(upper)
        lowerSum += Double(lower)
    }

    /// The upper half's energy that one frame in twenty exceeds, over the lower half's mean, in dB; nil without
    /// sound.
    var decibels: Double? {
        guard !upper.isEmpty, lowerSum > 0 else { return nil }
        let sorted = upper.sorted()
        let place = min(sorted.count - 1, Int(Self.quantile * Double(sorted.count)))
        return 10 * log10((Double(sorted[place]) + 1e-12) / (lowerSum / Double(upper.count)))
    }

    /// Whether the upper half of the band is missing.
    var isUpperHalfMissing: Bool { decibels.map { $0 < Self.missingBelowDecibels } ?? false }
}
