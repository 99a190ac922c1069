/// Changes a clip's log-mel frames, drawn afresh for every batch: far cheaper than changing samples.
///
/// Frames are `[frames][bands]`, row by row, each value ln(E + 1e-7). After Park et al. 2019 (SpecAugment) for
/// the masks and Jaitly and Hinton 2013 (vocal tract length perturbation) for the warp.
public struct LogMelAugmentation: Sendable {
    /// What is changed, how often and how strongly.
    public let options: Options
    /// Values in a frame.
    public let bands: Int

    /// ln 1e-7: no value of the features lies below.
    public static let silence: Float = -16.118_095_650_958_32

    /// Decibels in a unit of natural logarithm of energy: 10 / ln 10.
    private static let decibelsPerUnit: Float = 4.342_944_8

    /// Makes an augmentation.
    ///
    /// - Parameters:
    ///   - options: What is changed, how often and how strongly.
    ///   - bands: Values in a frame, at least two.
    public init(options: Options = Options(), bands: Int = 64) {
        precondition(bands >= 2, "a tilt needs two bands")
        self.options = options
        self.bands = bands
    }

    /// Changes `frames` in place; the tempo changes how many there are.
    ///
    /// - Parameters:
    ///   - frames: `[frames][bands]`, natural logarithms of mel energies plus 1e-7.
    ///   - random: Keyed by seed, epoch and clip; one number is taken from it.
    /// - Returns: The tempo, for whatever else runs beside the frames; 1 where it was left alone.
    @discardableResult
    public func apply(to frames: inout [Float], using random: inout KeyedRandom) -> Float {
        precondition(frames.count.isMultiple(of: bands), "whole frames of \(bands) bands")
        let key = random.next()
        guard !frames.isEmpty else { return 1 }
        var tempo: Float = 1
        perform(.tempo, options.tempo, key) { factor, _ in
            tempo = factor
            frames = Self.stretched(frames, columns: bands, by: factor)
        }
        perform(.bandShift, options.bandShift, key) { low, random in
            warp(&frames, low: low, high: random.uniform(in: options.bandShift.range))
        }
        var offsets = [Float](repeating: 0, count: bands)
        perform(.tilt, options.tiltDB, key) { difference, _ in
            for band in 0..<bands {
                offsets[band] += difference * (Float(band) / Float(bands - 1) - 0.5) / Self.decibelsPerUnit
            }
        }
        perform(.gain, options.gainDB, key) { gain, _ in
            for band in 0..<bands { offsets[band] += gain / Self.decibelsPerUnit }
        }
        shift(&frames, by: offsets)
        perform(.floor, options.floor, key) { level, _ in addFloor(level, to: &frames) }
        perform(.masks, .always(0), key) { _, random in mask(&frames, using: &random) }
        return tempo
    }

    private enum Part: UInt64 {
        case tempo, bandShift, tilt, gain, floor, masks
    }

    private func perform(
        _ part: Part, _ draw: Draw, _ key: UInt64, _ body: (_ strength: Float, inout KeyedRandom) -> Void
    ) {
        var random = KeyedRandom(seed: key, epoch: 0, clip: 0, purpose: .init(rawValue: part.rawValue))
        if let strength = draw.value(using: &random) { body(strength, &random) }
    }
}
