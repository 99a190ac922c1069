import Logging
import Publishing
import Synchronization

/// Log lines on stderr, one each, limited in number.
///
/// With their priority where stderr is the journal, after the program's name where it is not.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]

    /// The least severe level that passes, for the whole program: it can change while it runs.
    private static let threshold = Atomic<Int>(rank(.notice))
    private static let limiter = Monitor(LogLimiter(at: ProcessStatistics.uptimeSeconds))

    /// Lets pass what is at least as severe as `level`.
    static func setLevel(_ level: Logger.Level) {
        threshold.store(rank(level), ordering: .relaxed)
    }

    /// The level that the whole program logs at.
    var logLevel: Logger.Level {
        get { Logger.Level.allCases[Self.threshold.load(ordering: .relaxed)] }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let now = ProcessStatistics.uptimeSeconds
        guard let leftOut = Self.limiter.withLock({ $0.admit(at: now) }) else { return }
        if leftOut > 0 { Terminal.say("\(leftOut) lines were left out", at: .warning) }
        Terminal.say("\(event.level): \(event.message)", at: event.level)
    }

    private static func rank(_ level: Logger.Level) -> Int {
        Logger.Level.allCases.firstIndex(of: level) ?? 0
    }
}

extension Logger.Level {
    /// The priority in the journal's terms (syslog(3)).
    var journalPriority: Int {
        switch self {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
