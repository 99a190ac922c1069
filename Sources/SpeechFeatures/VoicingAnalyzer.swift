internal import CKernels

/// How periodic the low end of the spectrum is, and with which period: the normalised cross-correlation.
///
/// φ(τ) = Σ x[n]·x[n−τ] / √(Σ x[n]²·Σ x[n−τ]²) over 25 ms at 4 kHz, τ from 1/500 s to 1/75 s
/// (Talkin 1995, RAPT). White noise stays near 0.3, voiced speech above 0.8. Independent of level.
struct VoicingAnalyzer: Sendable {
    private static let decimation = 4
    private static let correlated = 100
    private static let sampleRate: Float = 4000
    /// Share of the highest correlation at which a shorter lag is preferred.
    private static let nearlyBest: Float = 0.87
    private static let shortestLag = 8
    private static let longestLag = 53
    /// Below this mean square (−90 dBFS) nothing is called periodic.
    private static let leastPower: Float = 1e-9

    private let frameShift: Int
    /// The decimated past, oldest first, `[correlated + longestLag]`.
    private var history: [Float]
    /// φ of each lag from the shortest on, `[longestLag − shortestLag + 1]`.
    private var correlations: [Float]

    init(options: FeatureOptions) {
        frameShift = options.frameShift
        history = Array(repeating: 0, count: Self.correlated + Self.longestLag)
        correlations = Array(repeating: 0, count: Self.longestLag - Self.shortestLag + 1)
    }

    mutating func reset() {
        for index in history.indices { history[index] = 0 }
    }

    /// Measures voicing and log-F0 of the frame whose window is `window`; every frame of a stream in turn.
    ///
    /// - Parameters:
    ///   - isFirst: whether all of the window is new, not its last shift alone.
    ///   - frame: its `voicing` and `logF0` are written.
    mutating func analyze(_ window: [Float], isFirst: Bool, into frame: inout Frame) {
        append(window, from: isFirst ? 0 : window.count - frameShift)
        correlate()
        var best: Float = 0
        for index in correlations.indices { best = max(best, correlations[index]) }
        frame.voicing = min(best, 1)
        frame.logF0 = logF0(best: best)
    }

    /// Decimates by the mean of eight samples, hop four: nulls at 2, 4, 6 and 8 kHz.
    private mutating func append(_ window: [Float], from start: Int) {
        let added = (window.count - start) / Self.decimation
        for index in 0..<history.count - added { history[index] = history[index + added] }
        for index in 0..<added {
            let end = start + (index + 1) * Self.decimation
            var sum: Float = 0
            for position in max(0, end - 2 * Self.decimation)..<end { sum += window[position] }
            history[history.count - added + index] = sum * 0.125
        }
    }

    /// Fills `correlations`; zeros where there is no sound.
    private mutating func correlate() {
        for index in correlations.indices { correlations[index] = 0 }
        unsafe history.withUnsafeBufferPointer { history in
            let count = Self.correlated
            // SAFETY: recent + count is the end of history; the longest lag reaches its beginning.
            let recent = unsafe history.baseAddress! + Self.longestLag
            let energy = unsafe ck_dot(recent, recent, count)
            guard energy > Self.leastPower * Float(count) else { return }
            var lagged = unsafe ck_dot(recent - Self.shortestLag, recent - Self.shortestLag, count)
            for lag in Self.shortestLag...Self.longestLag {
                let product = unsafe ck_dot(recent, recent - lag, count)
                correlations[lag - Self.shortestLag] = product / (energy * max(lagged, 1e-12)).squareRoot()
                guard lag < Self.longestLag else { break }
                // Slides the lagged window's energy one sample into the past.
                let entering = unsafe recent[-(lag + 1)]
                let leaving = unsafe recent[count - lag - 1]
                lagged += entering * entering - leaving * leaving
            }
        }
    }

    /// ln of the fundamental frequency in hertz, from the first peak that is nearly the highest.
    ///
    /// A period fits twice into the lag of an octave below, whose peak is as high: the shortest lag counts.
    private func logF0(best: Float) -> Float {
        var chosen = 0
        for index in correlations.indices {
            let rises = index == 0 || correlations[index] >= correlations[index - 1]
            let falls = index == correlations.count - 1 || correlations[index] >= correlations[index + 1]
            guard rises, falls, correlations[index] >= Self.nearlyBest * best else { continue }
            chosen = index
            break
        }
        var lag = Float(chosen + Self.shortestLag)
        if chosen > 0, chosen < correlations.count - 1 {
            // The vertex of the parabola through the peak and its neighbours.
            let (left, right) = (correlations[chosen - 1], correlations[chosen + 1])
            let curvature = left - 2 * correlations[chosen] + right
            if curvature < 0 { lag += 0.5 * (left - right) / curvature }
        }
        return Float(naturalLogarithm(Double(Self.sampleRate / lag)))
    }
}
