import Glibc

/// The service as it is installed: what its units say.
struct Installation {
    /// What stands before every path; empty but in tests.
    let root: String

    /// Where systemd looks for units, the first that has one winning.
    private static let folders = [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system", "/lib/systemd/system",
    ]

    /// The installation under `root`, or the machine's own.
    init(root: String = "") {
        self.root = root
    }

    /// Whether systemd runs the machine.
    var isSystemdRunning: Bool { exists("\(root)/run/systemd/system") }
    /// Whether the service is installed.
    var isInstalled: Bool { unit("undertone.service") != nil }

    /// The configuration file that the service reads; nil where there is none.
    var configuration: String? {
        let start = values(of: "ExecStart", in: "undertone.service").last ?? ""
        let words = start.split(separator: " ")
        guard let flag = words.lastIndex(of: "--config"), flag + 1 < words.count else { return nil }
        let path = root + words[flag + 1]
        return exists(path) ? path : nil
    }

    /// The socket that systemd makes for the service; nil where it makes none.
    var socket: String? {
        values(of: "ListenStream", in: "undertone.socket").last.map { root + $0 }
    }

    /// The values of a key in a unit, in order.
    private func values(of key: String, in name: String) -> [String] {
        (unit(name) ?? "").split(separator: "\n").compactMap { line in
            line.hasPrefix("\(key)=") ? String(line.dropFirst(key.count + 1)) : nil
        }
    }

    /// The text of a unit; nil where it is not installed.
    private func unit(_ name: String) -> String? {
        for folder in Self.folders {
            if let bytes = TextFile.bytes(at: "\(root)\(folder)/\(name)") {
                return String(decoding: bytes, as: UTF8.self)
            }
        }
        return nil
    }

    private func exists(_ path: String) -> Bool {
        // SAFETY: access(2) reads a terminated string, which lives until it returns.
        unsafe access(path, F_OK) == 0
    }
}
