import Glibc

/// The impulse response of a made-up room: the direct path, then sparse reflections that decay
/// exponentially, duller than the direct sound.
///
/// One reflection of random sign in every 0.5 ms ("velvet noise": Karjalainen, Järveläinen 2007) sounds like
/// a dense tail at a tenth of its multiplications.
struct RoomResponse {
    static let reflectionSpacing = 8

    /// Delays in samples, rising; gains as reflected, beside a direct path of 1 at delay 0.
    let delays: [Int]
    let gains: [Float]
    /// Pole of the one-pole low-pass over all reflections.
    let damping: Float

    /// Draws a room.
    ///
    /// - Parameters:
    ///   - reverberationSeconds: RT60, the time in which the tail falls by 60 dB; it ends at −40 dB.
    ///   - directToReverberantDB: Energy of the direct path over that of all reflections.
    ///   - random: Positions, signs, delay of the first reflection, damping.
    init(reverberationSeconds: Float, directToReverberantDB: Float, using random: inout KeyedRandom) {
        let first = Int(random.uniform(in: 0.001...0.015) * AudioRate.hertz)
        let end = first + Int(reverberationSeconds * 2 / 3 * AudioRate.hertz)
        // Amplitude falls by 10^(-3) in RT60.
        let decayPerSample = -3 * logf(10) / (reverberationSeconds * AudioRate.hertz)
        var delays: [Int] = []
        var gains: [Float] = []
        for cell in stride(from: first, to: end, by: Self.reflectionSpacing) {
            let delay = cell + random.index(below: Self.reflectionSpacing)
            let sign: Float = random.chance(0.5) ? 1 : -1
            delays.append(delay)
            gains.append(sign * expf(decayPerSample * Float(delay - first)))
        }
        let energy = gains.reduce(0) { $0 + $1 * $1 }
        gains.scale(by: amplitudeRatio(decibels: -directToReverberantDB) / max(energy, 1e-12).squareRoot())
        self.delays = delays
        self.gains = gains
        damping = expf(-2 * .pi * random.logUniform(in: 2000...7000) / AudioRate.hertz)
    }

    /// The clip in the room, as long as before: the tail behind its end is cut.
    func apply(to samples: inout [Float]) {
        var reflected = reflections(of: samples)
        var state: Float = 0
        for index in reflected.indices {
            // The constant keeps a decaying state from turning denormal in digital silence.
            state = reflected[index] * (1 - damping) + state * damping + 1e-18
            reflected[index] = state
        }
        samples.add(reflected, scaledBy: 1)
    }

    /// Sum of gain · samples[n − delay], in blocks that stay in the first-level cache.
    private func reflections(of samples: [Float]) -> [Float] {
        let blockLength = 2048
        let longest = delays.last ?? 0
        let padded = [Float](repeating: 0, count: longest) + samples
        var output = [Float](repeating: 0, count: samples.count)
        // Four reflections at a time: a quarter of the loads and stores of the output.
        let groups = delays.count / 4 * 4
        unsafe padded.withUnsafeBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                for start in stride(from: 0, to: samples.count, by: blockLength) {
                    let count = min(blockLength, samples.count - start)
                    // SAFETY: start + count ≤ samples.count, and each source begins at longest + start -
                    // delay ≥ start, so it ends within longest + samples.count = padded.count.
                    let block = unsafe UnsafeMutableBufferPointer(rebasing: target[start..<start + count])
                    func delayed(_ tap: Int) -> UnsafeBufferPointer<Float> {
                        let from = longest + start - delays[tap]
                        return unsafe UnsafeBufferPointer(rebasing: source[from..<from + count])
                    }
                    for tap in stride(from: 0, to: groups, by: 4) {
                        unsafe Self.addFour(
                            delayed(tap), delayed(tap + 1), delayed(tap + 2), delayed(tap + 3),
                            gains: SIMD4(gains[tap], gains[tap + 1], gains[tap + 2], gains[tap + 3]),
                            to: block)
                    }
                    for tap in groups..<delays.count {
                        let (reflection, gain) = unsafe (delayed(tap), gains[tap])
                        for index in 0..<count { unsafe block[index] += gain * reflection[index] }
                    }
                }
            }
        }
        return output
    }

    @inline(never)
    private static func addFour(
        _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, _ c: UnsafeBufferPointer<Float>,
        _ d: UnsafeBufferPointer<Float>, gains: SIMD4<Float>, to output: UnsafeMutableBufferPointer<Float>
    ) {
        let (g0, g1, g2, g3) = (gains[0], gains[1], gains[2], gains[3])
        // SAFETY: the caller made all five equally long.
        for index in 0..<output.count {
            unsafe output[index] += (g0 * a[index] + g1 * b[index]) + (g2 * c[index] + g3 * d[index])
        }
    }
}
