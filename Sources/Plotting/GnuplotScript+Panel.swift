extension GnuplotScript {
    /// Draws one panel.
    mutating func draw(_ panel: Panel, in frame: PictureLayout.Frame) {
        add("reset")
        let (width, height) = (Double(picture.width), Double(picture.height))
        add("set lmargin at screen \(frame.left / width); set rmargin at screen \(frame.right / width)")
        add("set bmargin at screen \(frame.bottom / height); set tmargin at screen \(frame.top / height)")
        add("set border \(panel.right == nil ? 3 : 11) linewidth 1 linecolor rgb \(Self.quoted(.axis))")
        add(
            "set tics out nomirror scale 0.6 font \(font(TextSize.numbers)) textcolor rgb \(Self.quoted(.axis))"
        )
        // Elements bring data and objects with them, which may come before the axes.
        let elements = panel.layers.flatMap { element(of: $0) }
        let hasData = elements.contains { !$0.hasPrefix("keyentry") }
        addAxis("x", panel.x, hasData: hasData)
        addAxis("y", panel.y, hasData: hasData)
        if let right = panel.right {
            addAxis("y2", right, hasData: elements.contains { $0.contains(" axes x1y2 ") })
        }
        addGrid(x: panel.x.hasGrid, y: panel.y.hasGrid)
        addNames(panel, frame)
        addLegend(panel.legend)
        addColours(panel, frame)
        // Something must be plotted for the axes to be there.
        add("plot " + (elements + ["NaN notitle"]).joined(separator: ", "))
    }

    private mutating func addGrid(x: Bool, y: Bool) {
        guard x || y else { return add("unset grid") }
        let lines = "\(x ? "" : "no")xtics \(y ? "" : "no")ytics"
        add("set grid \(lines) back linetype 1 linewidth 1 linecolor rgb \(Self.quoted(.grid))")
    }

    private mutating func addAxis(_ name: String, _ axis: Axis, hasData: Bool) {
        if axis.isLogarithmic { add("set logscale \(name)") }
        // Where there is nothing to draw, gnuplot cannot know what to show.
        let range = axis.range ?? (hasData ? nil : axis.isLogarithmic ? 1...10 : 0...1)
        if let range, range.lowerBound.isFinite, range.upperBound.isFinite {
            let (low, high) = Self.widened(range)
            add("set \(name)range [\(axis.isReversed ? "\(high):\(low)" : "\(low):\(high)")]")
        } else {
            add("set \(name)range [*:*] \(axis.isReversed ? "reverse" : "noreverse")")
        }
        switch axis.ticks {
        case .automatic: add("set \(name)tics autofreq")
        case .every(let step): add("set \(name)tics \(step)")
        case .at(let ticks):
            let list = ticks.map { "\(Self.quoted(axis.hasNumbers ? $0.text : "")) \($0.position)" }.joined(
                separator: ", ")
            add(ticks.isEmpty ? "unset \(name)tics" : "set \(name)tics (\(list))")
        case .none: add("unset \(name)tics")
        }
        if !axis.hasNumbers { add("set format \(name) ''") }
    }

    /// A range of no length is no range to gnuplot.
    private static func widened(_ range: ClosedRange<Double>) -> (Double, Double) {
        guard range.lowerBound == range.upperBound else { return (range.lowerBound, range.upperBound) }
        let half = max(abs(range.lowerBound) * 0.5, 0.5)
        return (range.lowerBound - half, range.upperBound + half)
    }

    /// The panel's title and the names of its axes.
    private mutating func addNames(_ panel: Panel, _ frame: PictureLayout.Frame) {
        let (middleX, middleY) = ((frame.left + frame.right) / 2, (frame.bottom + frame.top) / 2)
        if let title = panel.title {
            let place = screen(frame.left, frame.top + 16)
            addWords(title, at: place, "left", size: TextSize.panelTitle, isBold: true)
        }
        if let label = panel.x.label {
            addWords(label, at: screen(middleX, frame.outerBottom + 14), "center", size: TextSize.label)
        }
        let upright = "center rotate by 90"
        if let label = panel.y.label {
            addWords(label, at: screen(frame.outerLeft + 18, middleY), upright, size: TextSize.label)
        }
        if let label = panel.right?.label {
            addWords(label, at: screen(frame.right + 66, middleY), upright, size: TextSize.label)
        }
        if let label = panel.colours?.label {
            addWords(label, at: screen(frame.right + 84, middleY), upright, size: TextSize.label)
        }
    }

    private mutating func addLegend(_ legend: Panel.Legend) {
        let style = "noautotitle samplen 1.6 spacing 1.25 textcolor rgb \(Self.quoted(.ink)) "
        let order = "vertical Left reverse"
        switch legend {
        case .none: add("unset key")
        case .outside: add("set key \(style) at graph 1.01, graph 1 left top \(order)")
        case .topLeft: add("set key \(style) inside left top \(order)")
        case .topRight: add("set key \(style) inside right top vertical Right noreverse")
        case .bottomLeft: add("set key \(style) inside left bottom \(order)")
        case .bottomRight: add("set key \(style) inside right bottom vertical Right noreverse")
        }
    }

    private mutating func addColours(_ panel: Panel, _ frame: PictureLayout.Frame) {
        guard let colours = panel.colours else { return add("unset colorbox") }
        let (low, high) = Self.widened(colours.range)
        let last = Double(colours.map.stops.count - 1)
        let stops = colours.map.stops.enumerated().map { "\(Double($0) / last) \(Self.quoted($1))" }
        add("set palette defined (\(stops.joined(separator: ", ")))")
        add("set cbrange [\(low):\(high)]")
        guard colours.label != nil else { return add("unset colorbox") }
        let size = "\(14 / Double(picture.width)),\((frame.top - frame.bottom) / Double(picture.height))"
        add("set colorbox user origin \(screen(frame.right + 14, frame.bottom)) size screen \(size) noborder")
        add("set cbtics scale 0.5")
    }
}
