/// How much the spectrum moves while something sounds: small for noise and hum, large for speech.
///
/// The log-mel bands are averaged in groups of eight and smoothed over three frames (a mains hum ripples at
/// the frame rate); the value is the root of the mean variance over groups, in dB. It counts only frames in
/// which something sounds, and none of the first few, so that a noise that starts is not a modulation.
struct SpectralModulation: Sendable {
    private static let groupSize = 8
    private static let skippedFrames = 6
    private static let leastFrames = 8
    private static let memoryFrames: Float = 20
    private static let decibelsPerNeper: Float = 4.3429448

    private var smoothed: [Float]
    private var means: [Float]
    private var variances: [Float]
    private var frames = 0

    init(bandCount: Int) {
        let groups = bandCount / Self.groupSize
        smoothed = Array(repeating: 0, count: groups)
        means = smoothed
        variances = smoothed
    }

    /// Nothing sounds any more.
    mutating func reset() { frames = 0 }

    /// The modulation in dB; 0 until enough frames have sounded.
    var decibels: Float {
        guard frames >= Self.skippedFrames + Self.leastFrames else { return 0 }
        var sum: Float = 0
        for index in variances.indices { sum += variances[index] }
        return (sum / Float(variances.count)).squareRoot()
    }

    /// Takes one more frame in which something sounds.
    mutating func process(_ logMel: [Float]) {
        frames += 1
        let age = frames - Self.skippedFrames
        let weight = 1 / min(Float(max(age, 1)), Self.memoryFrames)
        for group in smoothed.indices {
            var sum: Float = 0
            for band in 0..<Self.groupSize { sum += logMel[group * Self.groupSize + band] }
            let level = sum / Float(Self.groupSize) * Self.decibelsPerNeper
            smoothed[group] = frames == 1 ? level : smoothed[group] + 0.4 * (level - smoothed[group])
            guard age > 0 else { continue }
            if age == 1 {
                means[group] = smoothed[group]
                variances[group] = 0
            }
            let deviation = smoothed[group] - means[group]
            means[group] += weight * deviation
            variances[group] = (1 - weight) * (variances[group] + weight * deviation * deviation)
        }
    }
}
