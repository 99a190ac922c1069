extension PCMError {
    /// The error for what `snd_pcm_open` or the parameters' functions returned.
    ///
    /// - Parameters:
    ///   - device: its name as it was asked for.
    ///   - code: a negative errno.
    init(opening device: String, code: CInt) {
        let reason = PCMPolicy.reason(opening: code)
        switch reason {
        case .missing:
            self.init(
                reason, device: device, detail: "no such device",
                remedy: "see which there are with undertone devices")
        case .busy:
            let holder = DeviceHolder.find(device).map { " (used by \($0))" } ?? ""
            self.init(
                reason, device: device, detail: "busy\(holder)",
                remedy: device == "default" ? "close the program that records" : "try --device default")
        case .denied:
            self.init(
                reason, device: device, detail: "permission denied",
                remedy: "add the user to the group audio, and log in again")
        case .server:
            self.init(
                reason, device: device, detail: "the sound server does not answer (\(ALSA.text(code)))",
                remedy: "start it, or name hardware: see undertone devices")
        case .format:
            self.init(
                reason, device: device, detail: "it refuses what is asked of it (\(ALSA.text(code)))",
                remedy: "see what it takes with undertone devices")
        case .other:
            self.init(
                reason, device: device, detail: ALSA.text(code),
                remedy: "see which devices work with undertone devices")
        }
    }

    /// The error for a device that opens but grants nothing that can be used.
    static func format(_ device: String, _ detail: String) -> PCMError {
        PCMError(
            .format, device: device, detail: detail, remedy: "see what it takes with undertone devices")
    }

    /// The error for a channel that the device does not have.
    static func channel(_ channel: Int, of device: String, having channels: Int) -> PCMError {
        let has = channels == 1 ? "1 channel" : "\(channels) channels"
        let choice = channels == 1 ? "channel 1" : "a channel from 1 to \(channels)"
        return PCMError(
            .format, device: device, detail: "it has \(has), and no channel \(channel)",
            remedy: "take \(choice), or mix")
    }
}
