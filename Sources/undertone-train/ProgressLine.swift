import Glibc
import Synchronization

/// A line on standard error that is redrawn on a terminal and left out elsewhere.
final class ProgressLine: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private let lastDrawn = Atomic<Int64>(-1000)

    /// Shows how far `what` has come, at most ten times a second.
    func show(_ what: String, done: Int, of total: Int) {
        guard isTerminal, total > 0 else { return }
        let elapsed = (ContinuousClock.now - start) / .milliseconds(1)
        let last = lastDrawn.load(ordering: .relaxed)
        guard done == total || Int64(elapsed) - last >= 100 else { return }
        lastDrawn.store(Int64(elapsed), ordering: .relaxed)
        let width = 30
        let filled = width * done / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
        write("\r\u{1B}[K\(what) \(bar) \(done)/\(total)")
    }

    /// Ends the redrawn line and prints one that stays.
    func print(_ line: String) { write(isTerminal ? "\r\u{1B}[K\(line)\n" : line + "\n") }

    private func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // SAFETY: the buffer is valid in this closure; progress that cannot be written is not worth a word.
            _ = unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}

/// Whole seconds as 1:23:45 or 2:07.
func clock(_ duration: Duration) -> String {
    let seconds = Int(duration / .seconds(1))
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
}
