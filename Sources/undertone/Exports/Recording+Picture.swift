import EmotionRecognition
import Plotting

extension Recording {
    /// The recording drawn: utterances, waveform with its envelope, silence shaded, probabilities over time.
    ///
    /// In a long one, whose utterances would be thinner than a line, everything is summed up over steps of some
    /// seconds.
    var picture: Picture {
        let time = Axis.time(seconds: seconds)
        let words =
            switch utterances.count {
            case 0: "no utterances"
            case 1: "1 utterance"
            case let count: "\(count) utterances"
            }
        let above = overviewStep.map { spoken(time.unlabelled, step: $0) } ?? strip(time.unlabelled)
        return Picture(
            title: name.split(separator: "/").last.map(String.init) ?? name,
            subtitle: "\(words) · model \(model) · expressed style, not felt emotion",
            rows: [
                .init([above], height: overviewStep == nil ? 0.35 : 1.2),
                .init([waveform(time.unlabelled)], height: 2), .init([probabilities(time)], height: 2),
            ])
    }

    func colour(_ label: Int) -> Colour { EmotionColours.colour(of: labels[label], index: label) }

    /// Words in the middle of a panel that would stay empty.
    private func note(_ text: String, if isEmpty: Bool) -> [Layer] {
        isEmpty ? [.labels([LabelLayer(text, at: .panel(x: 0.5, y: 0.5), colour: .axis)])] : []
    }

    /// The utterances, each in its colour and with as much of its name as there is room for.
    private func strip(_ time: Axis) -> Panel {
        let boxes = labels.indices.map { label in
            Layer.boxes(
                BoxesLayer(
                    utterances.filter { $0.emotion == label }.map {
                        .init(x: $0.start...max($0.start, $0.end))
                    },
                    colour: colour(label)))
        }
        let names = utterances.compactMap { utterance -> LabelLayer? in
            let pixels = 1000 * (utterance.end - utterance.start) / max(seconds, 1e-3)
            let label = labels[utterance.emotion]
            let share = Int((100 * utterance.confidence).rounded())
            let words = ["\(label) \(share) %", label, EmotionColours.letter(of: label)]
            guard let text = words.first(where: { 8.5 * Double($0.count) + 6 <= pixels }) else { return nil }
            return LabelLayer(
                text, at: .data(x: (utterance.start + utterance.end) / 2, y: 0.5),
                colour: colour(utterance.emotion).contrastingText)
        }
        return Panel(
            title: "Utterances", x: time, y: Axis(range: 0...1, ticks: .none, hasGrid: false),
            layers: boxes + [.labels(names)] + note("none", if: utterances.isEmpty))
    }

    private func waveform(_ time: Axis) -> Panel {
        let states = overviewStep.map(prevailingStates) ?? stretches { $0.state.rawValue }
        func shade(_ state: AcousticState, _ colour: Colour) -> Layer {
            let boxes = states.filter { $0.word == state.rawValue }.map {
                BoxesLayer.Box(x: $0.start...$0.end)
            }
            return .boxes(BoxesLayer(boxes, colour: colour, name: boxes.isEmpty ? nil : state.rawValue))
        }
        let top = outline.peak > 0 ? Double(outline.peak) * 1.05 : 1
        let (times, rms) = overviewStep.map { outline.envelope(seconds: $0 / 2) } ?? outline.envelope()
        let dark = Colour(0x003F63)
        return Panel(
            title: "Waveform", x: time, y: Axis("amplitude", range: -top...top, hasGrid: false),
            layers: [shade(.silence, .shade), shade(.noise, Colour(0xF6EFDC))]
                + outline.layers(colour: Colour.blue.lightened(0.4), name: "waveform") + [
                    .line(LineLayer(x: times, y: rms, colour: dark, width: 1.3, name: "± RMS")),
                    .line(LineLayer(x: times, y: rms.map { -$0 }, colour: dark, width: 1.3)),
                ], legend: .outside)
    }

    /// The smoothed probabilities, stacked; in a long recording the mean of each step's.
    private func probabilities(_ time: Axis) -> Panel {
        let groups = overviewStep.map(steps) ?? estimates.indices.map { $0..<$0 + 1 }
        let shares = groups.map { group -> [Double]? in
            let posteriors = estimates[group].compactMap(\.smoothed)
            guard !posteriors.isEmpty else { return nil }
            return labels.indices.map { label in
                posteriors.reduce(0) { $0 + 100 * Double($1[label]) } / Double(posteriors.count)
            }
        }
        let mean = overviewStep.map { ", mean over \(duration($0))" } ?? ""
        return Panel(
            title: "Probabilities while there is speech" + mean, x: time,
            y: Axis("probability (%)", range: 0...100, hasGrid: false),
            layers: Layer.stacked(
                windows: groups.map(span), shares: shares, names: labels,
                colours: labels.indices.map(colour))
                + note("no speech was heard", if: shares.allSatisfy { $0 == nil }), legend: .outside)
    }
}
