import EmotionTraining
import Glibc

/// The run as a person sees it: a bar with the time left on a terminal, a line per epoch everywhere.
final class TrainingDisplay {
    private let line: ProgressLine
    private let epochs: Int
    private let start = ContinuousClock.now

    init(line: ProgressLine, epochs: Int) {
        self.line = line
        self.epochs = epochs
    }

    func show(_ progress: TrainingProgress) {
        switch progress {
        case .batch(let epoch, let done, let total, let loss):
            let share = (Double(epoch - 1) + Double(done) / Double(total)) / Double(epochs)
            let left = (ContinuousClock.now - start) / share * (1 - share)
            let what = "epoch \(epoch)/\(epochs) loss \(decimal(loss)) left \(clock(left))"
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

/// One JSON line per epoch, appended as it happens.
final class MetricsLog {
    private let descriptor: Int32

    init(path: String) throws {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw OutputError(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    func write(_ report: EpochReport) {
        let recalls = report.development.counts.keys.sorted().map {
            "\"\($0.rawValue)\":\(decimal(report.development.uar($0), places: 4))"
        }
        var text =
            "{\"epoch\":\(report.epoch),\"loss\":\(decimal(report.loss, places: 4)),"
            + "\"learning_rate\":\(decimal(Double(report.learningRate), places: 8)),"
            + "\"dev_uar\":\(decimal(report.development.meanUAR, places: 4)),"
            + "\"dev\":{\(recalls.joined(separator: ","))},\"best\":\(report.isBest)}\n"
        text.withUTF8 { bytes in
            // SAFETY: the buffer is valid in this closure.
            _ = unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
    }
}
