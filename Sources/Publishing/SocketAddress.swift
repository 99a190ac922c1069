/// Where clients find the monitor.
public enum SocketAddress: Sendable, Equatable {
    /// A path in the file system, with the permissions of its file.
    case path(String)
    /// A name in the abstract space, which has no permissions.
    case abstract(String)
    /// The socket that systemd made and handed over.
    case systemd

    /// What `--socket` says: `PATH`, `@NAME` or `systemd`; nil for a name too long or empty.
    public init?(_ text: String) {
        if text == "systemd" {
            self = .systemd
        } else if text.hasPrefix("@") {
            self = .abstract(String(text.dropFirst()))
        } else {
            self = .path(text)
        }
        // sun_path holds 108 bytes, the last of a path and the first of an abstract name being zero.
        guard self == .systemd || ((text.hasPrefix("@") ? 2 : 1)...107).contains(text.utf8.count),
            !text.utf8.contains(0)
        else { return nil }
    }

    /// As `--socket` takes it.
    public var text: String {
        switch self {
        case .path(let path): path
        case .abstract(let name): "@\(name)"
        case .systemd: "systemd"
        }
    }
}

/// Who may use a socket that is a file.
public struct SocketPermissions: Sendable, Equatable {
    /// The mode of its file.
    public var mode: UInt32
    /// The name of its group; nil for that of the process.
    public var group: String?

    /// A mode, 0660 where none is given, and a group.
    public init(mode: UInt32 = 0o660, group: String? = nil) {
        self.mode = mode
        self.group = group
    }
}

/// Why there is no socket to listen on.
public struct SocketError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened, to what, and what to do.
    public var description: String
}
