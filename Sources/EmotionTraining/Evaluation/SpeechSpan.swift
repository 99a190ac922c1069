public import SpeechFeatures

/// Where the speech of a clip lies, whatever the program itself detects.
///
/// From the first to the last frame whose RMS after the high-pass is within 30 dB of the loudest frame's.
public struct SpeechSpan: Sendable, Equatable {
    /// Start of the first such frame, in seconds.
    public let onset: Double
    /// End of the last one, in seconds.
    public let end: Double

    /// How long it lasts.
    public var seconds: Double { end - onset }

    /// A span with given ends.
    public init(onset: Double, end: Double) {
        self.onset = onset
        self.end = end
    }

    /// The speech of `samples`, 16 kHz mono; nil where there is no frame or no sound.
    public init?(of samples: [Float], features: FeatureOptions) {
        var filter = HighPassFilter(options: features)
        let squares = filter.filtered(samples).map { Double($0) * Double($0) }
        let energies = (0..<features.frameCount(sampleCount: samples.count)).map { frame in
            squares[frame * features.frameShift..<features.endSample(ofFrame: frame)].reduce(0, +)
        }
        let threshold = (energies.max() ?? 0) * 1e-3
        guard threshold > 0, let first = energies.firstIndex(where: { $0 >= threshold }),
            let last = energies.lastIndex(where: { $0 >= threshold })
        else { return nil }
        let rate = Double(features.sampleRateHz)
        onset = Double(first * features.frameShift) / rate
        end = Double(features.endSample(ofFrame: last)) / rate
    }
}
