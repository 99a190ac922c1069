/// The microphone that is meant.
struct DeviceTarget: Sendable, Equatable {
    /// As `--device` names it.
    var name: String
    /// The channel to take, from 1; nil for the mean of all.
    var channel: Int?
    /// Where it may appear, watched for a sooner attempt; nil for where such a device does appear.
    var watchedFolders: [String]?
    /// Tells one order from the next, though it names the same microphone.
    var generation = 0

    /// Whether a name stands for a sound card.
    static func isHardware(_ name: String) -> Bool {
        ["hw:", "plughw:", "usb:"].contains { name.hasPrefix($0) }
    }

    /// The folders to watch: those of sound cards, and of sound servers for what is no card.
    ///
    /// - Parameter runtime: the user's runtime folder, where there is one.
    func folders(runtime: String? = environment("XDG_RUNTIME_DIR")) -> [String] {
        if let watchedFolders { return watchedFolders }
        guard !Self.isHardware(name), let runtime, !runtime.isEmpty else { return ["/dev/snd"] }
        return ["/dev/snd", runtime, "\(runtime)/pulse"]
    }
}
