/// Levels of a clip by blocks of 10 ms, for setting noise against speech.
///
/// A block's power is its variance, so an offset of the recorder's converter counts for nothing.
struct SpeechLevel {
    static let blockLength = 160

    /// Power of each whole block: variance of its samples.
    let powers: [Float]
    /// The least power of a block that counts as speech: 30 dB below the loudest.
    let threshold: Float

    init(_ samples: [Float]) {
        powers = Self.powers(of: samples)
        threshold = (powers.max() ?? 0) * 1e-3
    }

    /// Mean power over the blocks of speech; 0 for digital silence.
    var speechPower: Float { power(of: powers) }

    /// Mean power of `noise` over the blocks where this clip has speech.
    func power(underSpeech noise: [Float]) -> Float { power(of: Self.powers(of: noise)) }

    /// The level of the quietest twentieth of the clip, its background: root mean square.
    var backgroundRMS: Float {
        if powers.isEmpty { return 0 }
        return powers.sorted()[powers.count / 20].squareRoot()
    }

    private func power(of blocks: [Float]) -> Float {
        var sum: Float = 0
        var count: Float = 0
        for (speech, block) in zip(powers, blocks) where speech >= threshold {
            sum += block
            count += 1
        }
        return count == 0 ? 0 : sum / count
    }

    private static func powers(of samples: [Float]) -> [Float] {
        let span = samples.span
        return (0..<samples.count / blockLength).map { block in
            var sum: SIMD8<Float> = .zero
            var squares: SIMD8<Float> = .zero
            // 160 is a multiple of 8: lanes in place of one long chain of additions.
            for index in stride(from: block * blockLength, to: (block + 1) * blockLength, by: 8) {
                let lanes = SIMD8(
                    span[index], span[index + 1], span[index + 2], span[index + 3], span[index + 4],
                    span[index + 5], span[index + 6], span[index + 7])
                sum += lanes
                squares += lanes * lanes
            }
            let mean = sum.sum() / Float(blockLength)
            return max(squares.sum() / Float(blockLength) - mean * mean, 0)
        }
    }
}
