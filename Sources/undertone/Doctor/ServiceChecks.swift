import Glibc
import Publishing

/// The service manager's word on the service, and the socket that readers connect to.
struct ServiceChecks {
    /// How the service is.
    let state: Finding
    /// The number of its process; nil while it does not run.
    let process: Int?
    private let installation: Installation

    /// How long systemd may take to answer, in seconds.
    private static let patience = 3.0
    private static let properties = ["ActiveState", "SubState", "StatusText", "MainPID"]

    /// Asks systemd, where it runs the machine and the service is installed.
    init(_ installation: Installation) {
        self.installation = installation
        guard installation.isSystemdRunning else {
            (state, process) = (.pass("systemd", "it does not run this machine; nothing to check"), nil)
            return
        }
        guard installation.isInstalled else {
            (state, process) = (
                .warn(
                    "systemd", "the service is not installed", "sudo make install, to have it run by itself"),
                nil
            )
            return
        }
        // Its socket proves nothing: systemd makes that, whether or not the service lives.
        let said = ShortCommand.output(
            "systemctl", ["show", "-p", Self.properties.joined(separator: ","), "undertone.service"],
            within: Self.patience)
        let values = Self.values(said ?? "")
        state = Self.judge(values)
        process = values["MainPID"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    /// Lines of `key=value`.
    private static func values(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
            let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return sides.count == 2 ? (String(sides[0]), String(sides[1])) : nil
        }
        return Dictionary(pairs) { $1 }
    }

    private static func judge(_ values: [String: String]) -> Finding {
        guard let active = values["ActiveState"] else {
            return .warn(
                "systemd", "it does not say how the service is", "see systemctl status undertone")
        }
        let words = values["StatusText"].flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
        let state = "the service is \(active) (\(values["SubState"] ?? "unknown"))\(words)"
        switch active {
        case "active", "reloading": return .pass("systemd", state)
        case "failed":
            return .fail(
                "systemd", state,
                "journalctl -u undertone -e says why; then: sudo systemctl restart undertone")
        case "inactive": return .warn("systemd", state, "sudo systemctl enable --now undertone")
        default: return .warn("systemd", state, "journalctl -u undertone -e says more")
        }
    }

    // MARK: - The socket

    /// Where readers connect; nil where nothing serves them.
    func socket(_ address: SocketAddress?) -> Finding? {
        switch address {
        case .path(let path): return folder(of: path)
        case .abstract(let name): return .pass("socket", "@\(name) needs no folder")
        case .systemd, nil: break
        }
        if let path = installation.socket { return reach(path) }
        guard address == .systemd else { return nil }
        return .fail(
            "socket", "undertone.socket is not installed, so systemd hands over none",
            "sudo make install, or name a path with --socket")
    }

    /// The folder of a socket that the program makes.
    private func folder(of path: String) -> Finding {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        // SAFETY: access(2) reads a terminated string, which lives until it returns.
        guard unsafe access(folder, W_OK | X_OK) == 0 else {
            return .fail(
                "socket", "\(folder) cannot be written: \(systemErrorText())",
                "make it, or name another path with --socket")
        }
        return .pass("socket", "\(path) can be made")
    }

    /// The service's own socket, which systemd makes.
    private func reach(_ path: String) -> Finding {
        // SAFETY: access(2) reads a terminated string, which lives until it returns.
        guard unsafe access(path, F_OK) == 0 else {
            return .warn(
                "socket", "\(path), the service's, is not there",
                "sudo systemctl enable --now undertone.socket")
        }
        // SAFETY: as above.
        guard unsafe access(path, R_OK | W_OK) == 0 else {
            return .warn(
                "socket", "\(path), the service's, is not for this user",
                "sudo usermod -aG undertone-readers $USER, and log in again")
        }
        return .pass("socket", "\(path), the service's, is there for this user")
    }
}
