extension LogMelAugmentation {
    /// Frames of another tempo: output frame k lies at `factor` · k of the input, between two frames.
    ///
    /// `frames` is `[frames][columns]`.
    static func stretched(_ frames: [Float], columns: Int, by factor: Float) -> [Float] {
        let count = frames.count / columns
        let newCount = max(1, Int((Float(count) / factor).rounded()))
        var output = [Float](repeating: 0, count: newCount * columns)
        let source = frames.span
        var target = output.mutableSpan
        for frame in 0..<newCount {
            let position = min(Float(frame) * factor, Float(count - 1))
            let lower = Int(position)
            let (weight, below) = (position - Float(lower), lower * columns)
            let above = min(lower + 1, count - 1) * columns
            for column in 0..<columns {
                let value = source[below + column]
                target[frame * columns + column] = value + weight * (source[above + column] - value)
            }
        }
        return output
    }

    /// Moves each frame along frequency.
    ///
    /// Band b takes its value from b + s(b), where s runs linearly from
    /// `low` at the first band to `high` at the last. Beyond the edges the last value is repeated.
    func warp(_ frames: inout [Float], low: Float, high: Float) {
        var sources = [(below: Int, above: Int, weight: Float)]()
        for band in 0..<bands {
            let place = Float(band) / Float(bands - 1)
            let position = min(max(Float(band) + low + (high - low) * place, 0), Float(bands - 1))
            let below = Int(position)
            sources.append((below, min(below + 1, bands - 1), position - Float(below)))
        }
        var row = [Float](repeating: 0, count: bands)
        var values = frames.mutableSpan
        for start in stride(from: 0, to: values.count, by: bands) {
            for band in 0..<bands { row[band] = values[start + band] }
            for band in 0..<bands {
                let (below, above, weight) = sources[band]
                values[start + band] = row[below] + weight * (row[above] - row[below])
            }
        }
    }

    /// Adds one offset per band, holding all values at or above digital silence.
    func shift(_ frames: inout [Float], by offsets: [Float]) {
        let offset = offsets.span
        var values = frames.mutableSpan
        for start in stride(from: 0, to: values.count, by: bands) {
            for band in 0..<bands {
                values[start + band] = max(values[start + band] + offset[band], Self.silence)
            }
        }
    }

    /// ln(e^x + e^level) for every value x, within 0.012.
    ///
    /// With d = |x − level| that is the larger of the two + ln(1 + e^−d). The last term is a cubic in
    /// y = (1 + d/16)^−16, fitted by least squares over d in 0...60: it needs no exponential and vectorises.
    func addFloor(_ level: Float, to frames: inout [Float]) {
        var values = frames.mutableSpan
        for index in 0..<values.count {
            let value = values[index]
            let base = 1 / (1 + abs(value - level) * 0.0625)
            let squared = base * base
            let fourth = squared * squared
            let eighth = fourth * fourth
            let y = eighth * eighth
            values[index] = max(value, level) + y * (0.830_336_06 + y * (0.027_507_89 - y * 0.176_539_03))
        }
    }

    /// Masks runs of frames and runs of bands.
    func mask(_ frames: inout [Float], using random: inout KeyedRandom) {
        let count = frames.count / bands
        let longest = min(options.timeMaskFrames, count / 6)
        let widest = min(options.frequencyMaskBands, bands)
        var hidden: [(frames: Range<Int>, bands: Range<Int>)] = []
        // The number of masks, their lengths and places: each uniform from 0 up.
        if options.timeMasks > 0 {
            for _ in 0..<random.index(below: options.timeMasks + 1) {
                hidden.append((Self.run(in: count, longest: longest, using: &random), 0..<bands))
            }
        }
        if options.frequencyMasks > 0 {
            for _ in 0..<random.index(below: options.frequencyMasks + 1) {
                hidden.append((0..<count, Self.run(in: bands, longest: widest, using: &random)))
            }
        }
        if hidden.isEmpty { return }
        let fill = maskValues(frames)
        for area in hidden {
            for frame in area.frames {
                for band in area.bands { frames[frame * bands + band] = fill[band] }
            }
        }
    }

    private static func run(in count: Int, longest: Int, using random: inout KeyedRandom) -> Range<Int> {
        let length = random.index(below: longest + 1)
        let start = random.index(below: count - length + 1)
        return start..<start + length
    }

    /// One value per band.
    private func maskValues(_ frames: [Float]) -> [Float] {
        var sums = [Float](repeating: options.maskFill == .silence ? Self.silence : 0, count: bands)
        if options.maskFill == .silence { return sums }
        let values = frames.span
        for start in stride(from: 0, to: values.count, by: bands) {
            for band in 0..<bands { sums[band] += values[start + band] }
        }
        sums.scale(by: Float(bands) / Float(frames.count))
        return sums
    }
}
