extension Array where Element == Double {
    /// The value that a share of the elements lie below, between neighbours by linear interpolation
    /// (`numpy.quantile`); nil where there is none.
    func quantile(_ share: Double) -> Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        let position = share * Double(count - 1)
        let below = Int(position)
        guard below + 1 < count else { return sorted[count - 1] }
        // Infinite neighbours have no middle.
        guard sorted[below + 1].isFinite else {
            return position == Double(below) ? sorted[below] : sorted[below + 1]
        }
        return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
    }

    /// The middle value; nil where there is none.
    var median: Double? { quantile(0.5) }

    /// The mean; nil where there is none.
    var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }

    /// The deviation of a sample, over n − 1; nil below two elements.
    var sampleDeviation: Double? {
        guard count > 1, let mean else { return nil }
        return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
    }
}
