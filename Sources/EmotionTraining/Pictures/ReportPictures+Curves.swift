public import Plotting

extension ReportPictures {
    /// How right the label is after so many seconds of speech.
    ///
    /// - Parameters:
    ///   - title: what was judged, and on which clips.
    ///   - subtitle: figures that belong to it.
    ///   - curves: x in seconds after the onset, y UAR.
    ///   - chance: the UAR of guessing: one over the number of labels.
    public static func uarAgainstSeconds(
        title: String, subtitle: String? = nil, curves: [Curve], chance: Double
    ) -> Picture {
        let longest = curves.flatMap(\.x).max() ?? 1
        let shown = layers(of: curves, dotSize: 9)
        let panel = Panel(
            x: Axis("speech heard (s)", range: 0...longest * 1.04),
            y: percent("UAR (%)"),
            layers: [guide(from: (0, 100 * chance), to: (longest * 1.04, 100 * chance), name: "chance")]
                + shown, legend: .topLeft)
        return Picture(title: title, subtitle: subtitle, panel: panel)
    }

    /// How a training went: the loss, and what it brought on the development speakers.
    ///
    /// - Parameters:
    ///   - title: which network, which run.
    ///   - subtitle: figures that belong to it.
    ///   - metrics: the epochs, in order.
    public static func trainingCurves(
        title: String, subtitle: String? = nil, metrics: TrainingMetrics
    ) -> Picture {
        let epochs = metrics.epochs
        let x = epochs.map { Double($0.epoch) }
        let axis = Axis("epoch", range: 0...max(x.last ?? 1, 1))
        let rates = epochs.map { $0.learningRate ?? .nan }
        let hasRates = rates.contains { $0.isFinite && $0 > 0 }
        let losses = Panel(
            x: axis.unlabelled, y: Axis("training loss (nats)"),
            right: hasRates
                ? Axis("learning rate", range: 0...1.05 * (rates.filter(\.isFinite).max() ?? 1)) : nil,
            layers: [
                .line(
                    LineLayer(
                        x: x, y: rates, colour: .grey, width: 1.6, dash: .dashed, name: "learning rate",
                        usesRightAxis: true)),
                .line(LineLayer(x: x, y: epochs.map { $0.loss ?? .nan }, colour: .blue, name: "loss")),
            ], legend: .topRight)
        let corpora = Set(epochs.flatMap { $0.recalls.keys }).sorted()
        var layers = corpora.enumerated().map { index, corpus in
            Layer.line(
                LineLayer(
                    x: x, y: epochs.map { 100 * ($0.recalls[corpus] ?? .nan) },
                    colour: Colour.series(index + 1), width: 1.4, name: corpus))
        }
        layers.append(
            .line(
                LineLayer(
                    x: x, y: epochs.map { 100 * ($0.developmentUAR ?? .nan) }, colour: .ink, width: 2.6,
                    name: "mean")))
        if let best = metrics.best, let uar = best.developmentUAR {
            layers.append(
                .line(
                    LineLayer(
                        x: [Double(best.epoch)], y: [100 * uar], colour: .ink, width: 0, dotSize: 12,
                        name: "kept: epoch \(best.epoch)")))
        }
        let recalls = Panel(
            x: axis, y: Axis("UAR, development speakers (%)"), layers: layers, legend: .bottomRight)
        return Picture(
            title: title, subtitle: subtitle, rows: [.init([losses]), .init([recalls], height: 1.4)])
    }
}
