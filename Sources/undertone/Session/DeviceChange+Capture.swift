import AudioCapture
import Glibc
import Publishing

/// What capture says of a device, as the lines tell it.
extension DeviceChange {
    /// The device was opened.
    init(_ grant: PCMGrant) {
        self.init(
            state: .opened, device: grant.device,
            grant: Grant(
                rateHz: grant.rateHz, channels: grant.channels, format: grant.format.rawValue,
                periodFrames: grant.periodFrames, bufferFrames: grant.bufferFrames))
    }

    /// The device went away while it captured.
    init(_ failure: CaptureFailure, device: String) {
        var failure = failure
        failure.device = device
        // PulseAudio that is killed says EIO, as hardware does when it is unplugged; behind a name that is no
        // card it is the server.
        if failure.reason == .unplugged, failure.code == -EIO, !DeviceTarget.isHardware(device) {
            failure.reason = .server
        }
        // What overruns again and again and brings no frame is a server's doing; behind a card there is none.
        if failure.reason == .server, DeviceTarget.isHardware(device) { failure.reason = .stalled }
        let (reason, remedy): (Reason?, String) =
            switch failure.reason {
            case .unplugged: (.unplugged, "plug it in again; it is opened as soon as it is there")
            case .suspended: (.suspended, "it is opened again as soon as it has woken up")
            case .stalled:
                (
                    .stalled,
                    "it is opened again; where that does not help, restart the sound server or replug it"
                )
            case .server:
                (.server, "start the sound server again; the device is opened as soon as it answers")
            case .other: (nil, "it is opened again as soon as it can be")
            }
        self.init(
            state: .lost, reason: reason, device: device, detail: failure.description, remedy: remedy)
    }

    /// The device neither opens nor refuses to.
    init(hanging device: String) {
        let remedy =
            DeviceTarget.isHardware(device)
            ? "replug it; its driver may have to be loaded again" : "restart the sound server"
        self.init(
            state: .waiting, reason: DeviceTarget.isHardware(device) ? nil : .server, device: device,
            detail: "it does not answer", remedy: remedy)
    }

    /// The device cannot be opened yet.
    init(_ error: PCMError, device: String) {
        let reason: Reason? =
            switch error.reason {
            case .missing: .missing
            case .busy: .busy
            case .denied: .denied
            case .format: .format
            case .server: .server
            case .other: nil
            }
        self.init(
            state: .waiting, reason: reason, device: device, detail: error.detail, remedy: error.remedy)
    }
}
