internal import CSystemd
internal import Glibc

/// The service manager that may have started the program: systemd, by sd_notify(3).
///
/// Without one every call does nothing.
public enum ServiceManager {
    /// The program is up, or has reloaded.
    public static func tellReady(status: String) { notify("READY=1\nSTATUS=\(oneLine(status))") }
    /// The program reads its configuration again; ``tellReady(status:)`` ends it.
    public static func tellReloading() { notify("RELOADING=1") }
    /// The program ends.
    public static func tellStopping() { notify("STOPPING=1") }
    /// What `systemctl status` shows.
    public static func tell(status: String) { notify("STATUS=\(oneLine(status))") }
    /// The program is well: the watchdog may wait once more.
    public static func tellAlive() { notify("WATCHDOG=1") }

    /// Seconds within which ``tellAlive()`` is expected each time; nil where nobody watches.
    public static var watchdogSeconds: Double? {
        var microseconds: UInt64 = 0
        // SAFETY: the call writes one number, which lives until it returns.
        guard unsafe sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return Double(microseconds) * 1e-6
    }

    /// Whether stderr goes to the journal, so that a line may begin with its priority (sd-daemon(3)).
    ///
    /// `JOURNAL_STREAM` holds device and inode of the journal's socket: stderr may have been redirected since.
    public static var isJournalOnStandardError: Bool {
        // SAFETY: getenv returns nil or a terminated string, copied at once.
        guard let value = unsafe getenv("JOURNAL_STREAM") else { return false }
        let parts = unsafe String(cString: value).split(separator: ":")
        var status = stat()
        // SAFETY: the call fills one stat, which lives until it returns.
        guard parts.count == 2, unsafe fstat(STDERR_FILENO, &status) == 0 else { return false }
        return UInt64(parts[0]) == UInt64(status.st_dev) && UInt64(parts[1]) == UInt64(status.st_ino)
    }

    private static func notify(_ state: String) {
        // SAFETY: the string is terminated and copied by the call.
        _ = unsafe sd_notify(0, state)
    }

    /// A line feed would begin another assignment.
    private static func oneLine(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) })
    }
}
