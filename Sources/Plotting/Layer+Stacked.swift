extension Layer {
    /// Shares stacked on each other over stretches of time, the first at the bottom.
    ///
    /// - Parameters:
    ///   - windows: the stretches, in order.
    ///   - shares: `[windows][names]`, nil where there is nothing to show.
    ///   - names: what the shares are called.
    ///   - colours: `[names]`.
    /// - Returns: one layer a share, the topmost first, so that the legend reads as the stack does.
    public static func stacked(
        windows: [ClosedRange<Double>], shares: [[Double]?], names: [String], colours: [Colour]
    ) -> [Layer] {
        precondition(windows.count == shares.count && names.count == colours.count)
        var x: [Double] = []
        var edges = [[Double]](repeating: [], count: names.count + 1)
        func add(_ time: Double, _ values: [Double]) {
            x.append(time)
            var sum = 0.0
            for index in edges.indices {
                edges[index].append(sum)
                if index < values.count { sum += values[index] }
            }
        }
        for (window, values) in zip(windows, shares) {
            let values = values ?? Array(repeating: .nan, count: names.count)
            add(window.lowerBound, values)
            add(window.upperBound, values)
        }
        return names.indices.reversed().map { index in
            .band(
                BandLayer(
                    x: x, lower: edges[index], upper: edges[index + 1], colour: colours[index],
                    name: names[index]))
        }
    }
}
