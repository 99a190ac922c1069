import Glibc

/// Ratio of amplitudes for a level difference in decibels.
func amplitudeRatio(decibels: Float) -> Float { powf(10, decibels / 20) }

extension Array where Element == Float {
    /// Adds `gain` · `other`, element by element; what `other` lacks counts as zero.
    mutating func add(_ other: [Float], scaledBy gain: Float) {
        let source = other.span
        var target = mutableSpan
        for index in 0..<Swift.min(source.count, target.count) { target[index] += gain * source[index] }
    }

    /// Multiplies every element by `gain`.
    mutating func scale(by gain: Float) {
        var target = mutableSpan
        for index in 0..<target.count { target[index] *= gain }
    }

    /// Limits every element to `-limit ... limit`.
    mutating func clip(to limit: Float) {
        var target = mutableSpan
        for index in 0..<target.count { target[index] = Swift.min(Swift.max(target[index], -limit), limit) }
    }

    /// The largest magnitude, 0 for none.
    var peak: Float { reduce(0) { Swift.max($0, abs($1)) } }
}
