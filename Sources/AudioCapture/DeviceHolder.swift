/// Who has a hardware device open, as /proc tells it.
enum DeviceHolder {
    /// The holder of the capture side of `device`, as `pid 4120, pipewire`; nil where that cannot be told.
    ///
    /// Only names with `CARD=` lead to a card; its status file names the process that opened it.
    static func find(_ device: String, procRoot: String = "/proc") -> String? {
        guard let card = argument("CARD", of: device) else { return nil }
        let number = argument("DEV", of: device) ?? "0"
        for subdevice in 0..<32 {
            let path = "\(procRoot)/asound/\(card)/pcm\(number)c/sub\(subdevice)/status"
            guard let status = SmallFile.text(path) else { return nil }
            guard let pid = value(of: "owner_pid", in: status) else { continue }
            let name = SmallFile.line("\(procRoot)/\(pid)/comm").map { ", \($0)" } ?? ""
            return "pid \(pid)\(name)"
        }
        return nil
    }

    /// The value of `NAME=value` in a device's name: `hw:CARD=Headset,DEV=0`.
    static func argument(_ name: String, of device: String) -> String? {
        guard let colon = device.firstIndex(of: ":") else { return nil }
        for part in device[device.index(after: colon)...].split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1)
            if sides.count == 2, sides[0] == name { return String(sides[1]) }
        }
        return nil
    }

    /// The value of a line `owner_pid   : 4120`.
    private static func value(of key: String, in status: String) -> String? {
        for line in status.split(separator: "\n") where line.hasPrefix(key) {
            return line.split(separator: " ").last.map(String.init)
        }
        return nil
    }
}
