public import Plotting

extension ReportPictures {
    /// How often the program is right when it says how sure it is: bins of equal width over 0–1.
    ///
    /// - Parameters:
    ///   - title: what was judged, and on which clips.
    ///   - subtitle: figures that belong to it, such as the ECE and what a perfect model would show.
    ///   - confidence: the mean confidence of each bin, `[bins]`.
    ///   - accuracy: the share of right answers in each bin, `[bins]`.
    ///   - counts: the answers in each bin, `[bins]`; an empty bin is not drawn.
    public static func reliability(
        title: String, subtitle: String? = nil, confidence: [Double], accuracy: [Double], counts: [Int]
    ) -> Picture {
        precondition(confidence.count == counts.count && accuracy.count == counts.count)
        let width = 100 / Double(max(counts.count, 1))
        let filled = counts.indices.filter { counts[$0] > 0 }
        let centres = filled.map { (Double($0) + 0.5) * width }
        let right = filled.map { 100 * accuracy[$0] }
        let sure = filled.map { 100 * confidence[$0] }
        let bars = Layer.bars(
            BarsLayer(
                x: centres, heights: right, width: 0.92 * width, colour: Colour.blue.lightened(0.45),
                name: "share that was right"))
        let points = Layer.line(
            LineLayer(
                x: sure, y: right, colour: .vermillion, width: 1.6, dotSize: 9,
                name: "at the bin's mean confidence"))
        let diagram = Panel(
            x: Axis(range: 0...100).unlabelled, y: percent("right (%)"),
            layers: [bars, guide(from: (0, 0), to: (100, 100), name: "perfectly calibrated"), points],
            legend: .topLeft)
        let histogram = Panel(
            x: Axis("confidence (%)", range: 0...100),
            y: Axis("answers", range: 0...1.1 * Double(max(counts.max() ?? 0, 1))),
            layers: [
                .bars(
                    BarsLayer(
                        x: centres, heights: filled.map { Double(counts[$0]) }, width: 0.92 * width,
                        colour: .grey))
            ])
        return Picture(
            title: title, subtitle: subtitle,
            rows: [.init([diagram], height: 3), .init([histogram], height: 1)], width: 1000, height: 1000)
    }

    /// What share is wrong when only the surest answers are kept.
    ///
    /// - Parameters:
    ///   - title: what was judged, and on which clips.
    ///   - subtitle: figures that belong to it.
    ///   - curves: x is coverage, y risk, both 0–1.
    public static func riskCoverage(title: String, subtitle: String? = nil, curves: [Curve]) -> Picture {
        let scaled = curves.map {
            Curve($0.name, x: $0.x.map { 100 * $0 }, y: $0.y, lower: $0.lower, upper: $0.upper)
        }
        let highest = curves.flatMap { $0.y + ($0.upper ?? []) }.filter(\.isFinite).max() ?? 1
        let top = min(100, max(10, (1000 * highest / 100).rounded(.up) * 10))
        let panel = Panel(
            x: Axis("coverage: answers kept, the surest first (%)", range: 0...100),
            y: percent("risk: wrong among them (%)", range: 0...top), layers: layers(of: scaled),
            legend: .topLeft)
        return Picture(title: title, subtitle: subtitle, panel: panel)
    }
}
