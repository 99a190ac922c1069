public import Plotting

extension ReportPictures {
    /// The confusion matrix: one row for what was meant, one column for what was said, each row in per cent.
    ///
    /// - Parameters:
    ///   - title: what was judged, and on which clips.
    ///   - subtitle: figures that belong to it, such as UAR with its interval.
    ///   - counts: `[truth][answer]`; a column more than labels counts the clips without an answer.
    ///   - labels: the labels, in the model's order.
    public static func confusion(
        title: String, subtitle: String? = nil, counts: [[Int]], labels: [String]
    ) -> Picture {
        precondition(counts.count == labels.count, "one row a label")
        let columns = counts.map(\.count).max() ?? labels.count
        let answers = labels + (columns > labels.count ? ["none"] : [])
        precondition(answers.count == columns && counts.allSatisfy { $0.count == columns })
        let totals = counts.map { $0.reduce(0, +) }
        let shares = zip(counts, totals).map { row, total in
            row.map { total == 0 ? 0 : 100 * Double($0) / Double(total) }
        }
        func ticks(_ texts: [String]) -> Axis.Ticks {
            .at(texts.enumerated().map { Axis.Tick(Double($0), $1) })
        }
        let rowNames = zip(labels, totals).map { "\($0) (\($1))" }
        let panel = Panel(
            x: Axis(
                "said by the program", range: -0.5...Double(columns) - 0.5, ticks: ticks(answers),
                hasGrid: false),
            y: Axis(
                "meant by the actor (clips)", range: -0.5...Double(labels.count) - 0.5,
                ticks: ticks(rowNames), isReversed: true, hasGrid: false),
            layers: [
                .image(
                    ImageLayer(
                        values: shares.joined().map(Float.init), columns: columns,
                        x: -0.5...Double(columns) - 0.5, y: -0.5...Double(labels.count) - 0.5)),
                .labels(cellTexts(counts: counts, shares: shares)),
            ],
            colours: Panel.ColourScale(.blues, range: 0...100, label: "share of the row (%)"),
            isSquare: columns == labels.count)
        return Picture(title: title, subtitle: subtitle, panel: panel, width: 1200, height: 900)
    }

    /// The share in each cell, and below it the count.
    private static func cellTexts(counts: [[Int]], shares: [[Double]]) -> [LabelLayer] {
        var texts: [LabelLayer] = []
        for (row, values) in shares.enumerated() {
            for (column, share) in values.enumerated() {
                let colour = ColourMap.blues.colour(at: share / 100).contrastingText
                let (x, y) = (Double(column), Double(row))
                texts.append(
                    LabelLayer(
                        "\(Int(share.rounded())) %", at: .data(x: x, y: y - 0.1), colour: colour, scale: 1.3))
                texts.append(
                    LabelLayer(
                        "\(counts[row][column])", at: .data(x: x, y: y + 0.22), colour: colour, scale: 0.9))
            }
        }
        return texts
    }
}
