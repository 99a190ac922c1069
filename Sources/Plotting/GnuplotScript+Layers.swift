extension GnuplotScript {
    /// Adds what a layer needs; returns what of it stands in the `plot` command.
    mutating func element(of layer: Layer) -> [String] {
        switch layer {
        case .line(let line): element(line)
        case .band(let band): element(band)
        case .bars(let bars): element(bars)
        case .boxes(let boxes): element(boxes)
        case .image(let image): element(image)
        case .labels(let labels): element(labels)
        }
    }

    private static func title(_ name: String?) -> String {
        name.map { "title \(quoted($0))" } ?? "notitle"
    }

    private mutating func element(_ line: LineLayer) -> [String] {
        guard zip(line.x, line.y).contains(where: { $0.isFinite && $1.isFinite }) else { return [] }
        let data = addData { text in
            for (x, y) in zip(line.x, line.y) {
                text += x.isFinite && y.isFinite ? "\(x) \(y)\n" : "\n"
            }
        }
        let axes = line.usesRightAxis ? "axes x1y2 " : ""
        let dots = line.dotSize > 0 ? " pointtype 7 pointsize \(line.dotSize / 8)" : ""
        let stroke = line.width > 0 ? " linewidth \(line.width) dashtype \(line.dash.rawValue)" : ""
        let style = line.width <= 0 ? "points" : line.dotSize > 0 ? "linespoints" : "lines"
        return [
            "\(data) using 1:2 \(axes)with \(style)\(stroke)\(dots) linecolor rgb \(Self.quoted(line.colour)) "
                + Self.title(line.name)
        ]
    }

    private mutating func element(_ band: BandLayer) -> [String] {
        let points = zip(band.x, zip(band.lower, band.upper))
        let isThere = { (x: Double, y: (Double, Double)) in x.isFinite && y.0.isFinite && y.1.isFinite }
        guard points.contains(where: isThere) else { return [] }
        let data = addData { text in
            for (x, y) in points { text += isThere(x, y) ? "\(x) \(y.0) \(y.1)\n" : "\n" }
        }
        return [
            "\(data) using 1:2:3 with filledcurves fillstyle solid noborder "
                + "fillcolor rgb \(Self.quoted(band.colour)) \(Self.title(band.name))"
        ]
    }

    private mutating func element(_ bars: BarsLayer) -> [String] {
        let columns = zip(bars.x, bars.heights).filter { $0.isFinite && $1.isFinite }
        if columns.isEmpty { return [] }
        let data = addData { text in
            for (x, height) in columns {
                let (left, right) = (x - bars.width / 2, x + bars.width / 2)
                text += "\(x) \(height) \(left) \(right) \(min(height, 0)) \(max(height, 0))\n"
            }
        }
        return [
            "\(data) using 1:2:3:4:5:6 with boxxyerror fillstyle solid noborder "
                + "fillcolor rgb \(Self.quoted(bars.colour)) \(Self.title(bars.name))"
        ]
    }

    private mutating func element(_ layer: BoxesLayer) -> [String] {
        let style = "fillcolor rgb \(Self.quoted(layer.colour)) fillstyle solid noborder"
        for box in layer.boxes {
            let from = box.y.map { "first \($0.lowerBound)" } ?? "graph 0"
            let to = box.y.map { "first \($0.upperBound)" } ?? "graph 1"
            add(
                "set object rectangle from first \(box.x.lowerBound), \(from) "
                    + "to first \(box.x.upperBound), \(to) \(style) behind")
        }
        return layer.name.map { ["keyentry with boxes \(style) title \(Self.quoted($0))"] } ?? []
    }

    private mutating func element(_ image: ImageLayer) -> [String] {
        guard image.rows > 0 else { return [] }
        // gnuplot draws no image of a single row or column: there each cell becomes two.
        let (across, along) = (image.columns == 1 ? 2 : 1, image.rows == 1 ? 2 : 1)
        let data = addData { text in
            for row in 0..<image.rows * along {
                for column in 0..<image.columns * across {
                    let value = image.values[row / along * image.columns + column / across]
                    text += value.isFinite ? "\(value) " : "NaN "
                }
                text += "\n"
            }
        }
        let width = (image.x.upperBound - image.x.lowerBound) / Double(image.columns * across)
        let height = (image.y.upperBound - image.y.lowerBound) / Double(image.rows * along)
        let x = "(\(image.x.lowerBound) + ($1 + 0.5) * \(width))"
        let y = "(\(image.y.lowerBound) + ($2 + 0.5) * \(height))"
        return ["\(data) matrix using \(x):\(y):3 with image notitle"]
    }

    private mutating func element(_ labels: [LabelLayer]) -> [String] {
        for label in labels {
            let place =
                switch label.place {
                case .data(let x, let y): "first \(x), first \(y)"
                case .panel(let x, let y): "graph \(x), graph \(y)"
                }
            addWords(
                label.text, at: place, label.alignment.rawValue, size: TextSize.numbers * label.scale,
                colour: label.colour)
        }
        return []
    }
}
