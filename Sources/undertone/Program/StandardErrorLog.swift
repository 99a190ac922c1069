import Logging

/// Log lines on stderr, one each, after the program's name.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    /// A handler that lets pass what UNDERTONE_LOG says: `debug`, `info`, `warning` (the default), `error`.
    init() {
        logLevel = environment("UNDERTONE_LOG").flatMap(Logger.Level.init(rawValue:)) ?? .warning
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Terminal.complain("\(event.level): \(event.message)")
    }
}
