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
        let kept = history.count - added
        unsafe history.withUnsafeMutableBufferPointer { history in
            unsafe window.withUnsafeBufferPointer { window in
                // SAFETY: `kept + added` values are all of history, `start + 4 · added` all of the window.
                guard var to = history.baseAddress, var from = window.baseAddress else { return }
                unsafe to.update(from: to + added, count: kept)
                unsafe to += kept
                unsafe from += start
                guard start == 0 else { return unsafe ck_decimate(to, from, added) }
                // Before the first sample there is nothing.
                unsafe to[0] = ((from[0] + from[1]) + (from[2] + from[3])) * 0.125
                unsafe ck_decimate(to + 1, from + Self.decimation, added - 1)
            }
        }
    }

    /// Fills `correlations`; zeros where there is no sound.
    private mutating func correlate() {
        unsafe history.withUnsafeBufferPointer { history in
            // SAFETY: recent + correlated is the end of history; the longest lag reaches its beginning.
            guard let recent = history.baseAddress else { return }
            _ = unsafe ck_autocorrelation(
                &correlations, recent + Self.longestLag, Self.correlated, Self.shortestLag, Self.longestLag,
                Self.leastPower * Float(Self.correlated))
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
