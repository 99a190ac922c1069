import Glibc
import LivePage
import Logging
import Publishing

/// The settings of a live run, resolved.
struct LiveSettings: Sendable, Equatable {
    var target: DeviceTarget
    var everySeconds: Double
    var statusEverySeconds: Double
    var model: String?
    /// The profile in effect; nil without one.
    var profile: TuningProfile?
    var waitsForDevice: Bool
    var isStdoutOn: Bool
    var socket: SocketAddress?
    var permissions: SocketPermissions
    var allowsAnyUser: Bool
    /// How the live page is served; nil without one.
    var page: LivePageOptions?
    var logLevel: Logger.Level
    /// Where lines go that go to standard output.
    var output = STDOUT_FILENO
}

/// The settings of a live run, and how to read them again.
struct LiveOptions: Sendable {
    /// Those in effect at start.
    var settings: LiveSettings
    /// Reads them again; flags and variables are as they were.
    var reread: @Sendable () throws -> LiveSettings
}

/// What SIGHUP changes.
struct ReloadableSettings {
    private let reread: @Sendable () throws -> LiveSettings
    private var current: LiveSettings
    private let log = Logger(label: "undertone")

    init(_ options: LiveOptions) {
        reread = options.reread
        current = options.settings
    }

    /// Reads the configuration again; a wrong one leaves everything as it was, and is told.
    mutating func reload(into control: LiveControl) {
        let new: LiveSettings
        do {
            new = try reread()
        } catch {
            log.error("the configuration stays as it was: \(Self.words(error))")
            return
        }
        StandardErrorLog.setLevel(new.logLevel)
        if new.target != current.target { control.ask(.retarget(new.target)) }
        if new.statusEverySeconds != current.statusEverySeconds {
            control.ask(.statusEvery(new.statusEverySeconds))
        }
        let later = Self.fixed(current, new)
        log.notice("the configuration was read again\(later.isEmpty ? "" : "; at the next start: \(later)")")
        current = new
    }

    /// What has changed that takes effect at the next start.
    private static func fixed(_ old: LiveSettings, _ new: LiveSettings) -> String {
        let rows: [(name: String, hasChanged: Bool)] = [
            ("every", old.everySeconds != new.everySeconds), ("model", old.model != new.model),
            ("profile", old.profile != new.profile), ("wait", old.waitsForDevice != new.waitsForDevice),
            ("stdout", old.isStdoutOn != new.isStdoutOn),
            ("socket", old.socket != new.socket), ("its permissions", old.permissions != new.permissions),
            ("allow_any_user", old.allowsAnyUser != new.allowsAnyUser), ("http", old.page != new.page),
        ]
        return rows.filter(\.hasChanged).map(\.name).joined(separator: ", ")
    }

    private static func words(_ error: any Error) -> String {
        (error as? ProgramFailure)?.message ?? "\(error)"
    }
}
