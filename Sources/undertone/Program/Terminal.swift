import Glibc
import Logging
import Publishing

/// Standard error.
enum Terminal {
    private static let isJournal = ServiceManager.isJournalOnStandardError
    /// What the lines go through once nobody may wait for their reader.
    private static let queue = Monitor<MessageQueue?>(nil)

    /// How long a reader that takes nothing is waited for at the end, in seconds; longer where it is told why.
    private static let patience = (goodEnd: 0.3, badEnd: 2.0)

    /// From now on nobody waits for the reader: a live session logs on the thread that listens.
    static func neverWait() {
        queue.withLock { queue in
            guard queue == nil else { return }
            queue = MessageQueue(descriptor: STDERR_FILENO) { count in
                bytes("\(count) messages were not written", at: .warning)
            }
        }
    }

    /// Gives the reader what is queued, as far as it takes it.
    static func finish(isGood: Bool) {
        queue.withLock { $0 }?.drain(patience: isGood ? patience.goodEnd : patience.badEnd)
    }

    /// Writes one line for people about what went wrong.
    static func complain(_ message: String) {
        write(bytes(message, at: .error), isLast: true)
    }

    /// Writes one line for people.
    static func say(_ message: String, at level: Logger.Level) {
        write(bytes(message, at: level), isLast: false)
    }

    private static func write(_ line: [UInt8], isLast: Bool) {
        if let queue = queue.withLock({ $0 }) {
            queue.send(line, isLast: isLast)
        } else {
            // Where nobody reads the complaint, nobody misses it.
            try? LineWriter(descriptor: STDERR_FILENO).write(line[...])
        }
    }

    /// A line; control characters of foreign names become spaces.
    private static func bytes(_ message: String, at level: Logger.Level) -> [UInt8] {
        let line = String(
            message.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
        let start = isJournal ? "<\(level.journalPriority)>" : "undertone: "
        return Array("\(start)\(line)\n".utf8)
    }
}
