/// How audio becomes feature vectors.
///
/// Stored in the model file; serving accepts no others.
///
/// Every size in the front end is derived from these values, here and nowhere else.
public struct FeatureOptions: Sendable, Equatable {
    /// Samples per second of the mono input.
    public var sampleRateHz: Int { 16000 }
    /// Samples in an analysis window (25 ms).
    public var windowLength: Int { 400 }
    /// Samples from one frame to the next (10 ms).
    public var frameShift: Int { 160 }
    /// Points of the Fourier transform; the window is padded with zeros.
    public var fftLength: Int { 512 }
    /// Triangular mel bands.
    public var melBandCount: Int { 64 }
    /// Lower edge of the lowest band.
    public var lowestFrequencyHz: Double { 20.0 }
    /// Upper edge of the highest band.
    public var highestFrequencyHz: Double { 8000.0 }
    /// Added to each band's energy before the logarithm.
    public var logOffset: Float { 1e-7 }
    /// Corner of the second-order high-pass in front of everything.
    public var highPassHz: Double { 50.0 }
    /// Cepstral coefficients kept, c0 included.
    public var cepstrumCount = 40
    /// Whether each vector carries its regression deltas.
    public var deltas = true
    /// Whether each vector carries pitch, relative to the utterance's own, and voicing.
    public var pitch = true
    /// Frames stacked into one network step.
    public var stackedFrames = 4
    /// Weight of the normaliser's prior mean, in frames.
    public var normalizerPriorFrames = 100
    /// Whether c0 is told relative to the utterance's power so far, so that no gain changes it.
    public var relativeLevel = false

    /// The default network's features: 40 MFCC, pitch and voicing with deltas, four frames to a step of 40 ms.
    public init() {}

    /// The reference network's features: 40 MFCC, one frame to a step.
    public static var reference: FeatureOptions {
        var options = FeatureOptions()
        options.deltas = false
        options.pitch = false
        options.stackedFrames = 1
        return options
    }

    /// Bins of the one-sided spectrum.
    public var binCount: Int { fftLength / 2 + 1 }
    /// Values measured per frame: cepstra and, where used, log-F0 and voicing.
    public var measureCount: Int { cepstrumCount + (pitch ? 2 : 0) }
    /// Values per frame in a step: the measures and, where used, their deltas.
    public var frameVectorSize: Int { deltas ? 2 * measureCount : measureCount }
    /// Values per network step.
    public var stepVectorSize: Int { frameVectorSize * stackedFrames }
    /// What ``CepstralNormalizer`` is told of the level.
    public var relativeLevelBands: Int? { relativeLevel ? melBandCount : nil }
    /// Seconds from one frame to the next.
    public var frameShiftSeconds: Double { Double(frameShift) / Double(sampleRateHz) }
    /// Seconds from one network step to the next.
    public var stepSeconds: Double { frameShiftSeconds * Double(stackedFrames) }

    /// The number of frames in `sampleCount` samples: 0 below one window.
    public func frameCount(sampleCount: Int) -> Int {
        sampleCount < windowLength ? 0 : (sampleCount - windowLength) / frameShift + 1
    }

    /// The index just past the last sample of frame `index`.
    public func endSample(ofFrame index: Int) -> Int { index * frameShift + windowLength }
}

extension FeatureOptions {
    /// The options as strings, the way a model file's metadata keeps them.
    public var metadata: [String: String] {
        var strings = [
            "features.sample_rate_hz": "\(sampleRateHz)",
            "features.window": "hann-periodic \(windowLength)/\(frameShift)/\(fftLength)",
            "features.high_pass_hz": "\(highPassHz)",
            "features.mel": "htk \(melBandCount) \(lowestFrequencyHz)-\(highestFrequencyHz)",
            "features.log_offset": "\(logOffset)",
            "features.cepstra": "\(cepstrumCount)",
            "features.deltas": deltas ? "2" : "0",
            "features.pitch": pitch ? "ncc 4000 75-500 relative" : "none",
            "features.stack": "\(stackedFrames)",
            "normalizer.kind": "causal-mean",
            "normalizer.prior_frames": "\(normalizerPriorFrames)",
            "normalizer.keeps": "nothing between utterances",
        ]
        if relativeLevel { strings["normalizer.level"] = "relative" }
        return strings
    }

    /// Options read back from a model file's metadata.
    ///
    /// - Returns: nil, with the offending key in `problem`, where the file asks for what this program
    ///   does not compute.
    public init?(metadata: [String: String], problem: inout String) {
        var options = FeatureOptions()
        func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
            guard let text = metadata[key], let value = Int(text), range.contains(value) else { return nil }
            return value
        }
        guard let cepstra = integer("features.cepstra", in: 1...options.melBandCount) else {
            problem = "features.cepstra"
            return nil
        }
        guard let stack = integer("features.stack", in: 1...16) else {
            problem = "features.stack"
            return nil
        }
        guard let prior = integer("normalizer.prior_frames", in: 1...100_000) else {
            problem = "normalizer.prior_frames"
            return nil
        }
        options.cepstrumCount = cepstra
        options.stackedFrames = stack
        options.normalizerPriorFrames = prior
        options.deltas = metadata["features.deltas"] == "2"
        options.pitch = metadata["features.pitch"] != "none"
        options.relativeLevel = metadata["normalizer.level"] != nil
        // What remains must be word for word what this code computes.
        for (key, value) in options.metadata where metadata[key] != value {
            problem = key
            return nil
        }
        self = options
    }
}
