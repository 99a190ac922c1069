import EmotionRecognition
import Plotting

/// A long recording in steps of some seconds.
extension Recording {
    /// Above this, in seconds, an utterance is thinner than it can be seen.
    private static let longestInDetail = 900.0
    /// The most steps; each is some pixels wide.
    private static let mostSteps = 150.0

    /// Seconds in a step; nil where every utterance can be seen.
    var overviewStep: Double? {
        guard seconds > Self.longestInDetail else { return nil }
        let steps: [Double] = [10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800]
        return steps.first { seconds / $0 <= Self.mostSteps } ?? 3600
            * (seconds / 3600 / Self.mostSteps).rounded(.up)
    }

    /// A step's length in words.
    func duration(_ step: Double) -> String { step < 120 ? "\(Int(step)) s" : "\(Int(step / 60)) min" }

    /// The windows of each step; a window belongs to the step that its middle lies in.
    func steps(_ step: Double) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var number = -1
        for (index, estimate) in estimates.enumerated() {
            let own = Int((estimate.start + estimate.end) / 2 / step)
            if own == number {
                groups[groups.count - 1] = groups[groups.count - 1].lowerBound..<index + 1
            } else {
                groups.append(index..<index + 1)
                number = own
            }
        }
        return groups
    }

    /// From when to when windows last.
    func span(_ windows: Range<Int>) -> ClosedRange<Double> {
        estimates[windows.lowerBound].start...estimates[windows.upperBound - 1].end
    }

    /// How much of each step was spoken with each emotion.
    func spoken(_ time: Axis, step: Double) -> Panel {
        let count = max(1, Int((seconds / step).rounded(.up)))
        let windows = (0..<count).map { Double($0) * step...min(seconds, Double($0 + 1) * step) }
        var shares = windows.map { _ in labels.map { _ in 0.0 } }
        for utterance in utterances {
            let first = min(count - 1, max(0, Int(utterance.start / step)))
            for index in first..<max(first + 1, min(count, Int((utterance.end / step).rounded(.up)))) {
                let window = windows[index]
                let inside = min(utterance.end, window.upperBound) - max(utterance.start, window.lowerBound)
                shares[index][utterance.emotion] +=
                    100 * max(0, inside) / max(window.upperBound - window.lowerBound, 1e-9)
            }
        }
        return Panel(
            title: "Utterances, share of every \(duration(step))", x: time,
            y: Axis("spoken (%)", range: 0...100, ticks: .every(50), hasGrid: false),
            layers: Layer.stacked(
                windows: windows, shares: shares, names: labels, colours: labels.indices.map(colour)))
    }

    /// Steps with next to no speech, as what prevails in them; neighbours that agree are one stretch.
    func prevailingStates(_ step: Double) -> [Stretch] {
        var found: [Stretch] = []
        for group in steps(step) {
            let states = estimates[group].map(\.state)
            let quiet = states.count { $0 != .speech }
            guard Double(quiet) > 0.9 * Double(states.count) else { continue }
            let isSilence = 2 * states.count { $0 == .silence } > quiet
            let word = (isSilence ? AcousticState.silence : .noise).rawValue
            let span = span(group)
            if let last = found.last, last.word == word, last.end == span.lowerBound {
                found[found.count - 1].end = span.upperBound
            } else {
                found.append(Stretch(start: span.lowerBound, end: span.upperBound, word: word))
            }
        }
        return found
    }
}
