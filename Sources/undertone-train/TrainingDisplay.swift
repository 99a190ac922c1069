import EmotionTraining
import Glibc

/// The run as a person sees it: a bar with the time left on a terminal, a line per epoch everywhere.
final class TrainingDisplay {
    private let line: ProgressLine
    private let epochs: Int
    private let start = ContinuousClock.now
    /// Epochs of an earlier run that this one goes on from.
    private var first = 0

    init(line: ProgressLine, epochs: Int) {
        self.line = line
        self.epochs = epochs
    }

    func show(_ progress: TrainingProgress) {
        switch progress {
        case .resumed(let epochs):
            first = epochs
            line.print(epochs > 0 ? "going on after epoch \(epochs)" : "no checkpoint: from the beginning")
        case .batch(let epoch, let done, let total, let loss):
            let share =
                (Double(epoch - 1 - first) + Double(done) / Double(total)) / Double(max(epochs - first, 1))
            // Nothing is known of the time left until something has been done.
            let left = share > 0 ? " left \(clock((ContinuousClock.now - start) / share * (1 - share)))" : ""
            let what = "epoch \(epoch)/\(epochs) loss \(decimal(loss))\(left)"
            line.show(what, done: done, of: total)
        case .epoch(let report, _):
            let recalls = report.development.counts.keys.sorted().map {
                "\($0.rawValue) \(decimal(report.development.uar($0)))"
            }
            let elapsed = clock(ContinuousClock.now - start)
            line.print(
                "epoch \(report.epoch)/\(epochs)  loss \(decimal(report.loss))  dev UAR "
                    + "\(decimal(report.development.meanUAR)) (\(recalls.joined(separator: ", ")))  "
                    + "rate \(decimal(Double(report.learningRate), places: 6))  \(elapsed)"
                    + (report.isBest ? "  *" : ""))
        }
    }
}
