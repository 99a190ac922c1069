import AudioCapture
import Glibc

/// What a microphone is found to be when it is listened to for a while.
enum DeviceChecks {
    /// How many channels are listened to one by one: half a second each.
    private static let mostChannels = 8

    /// Opens the device, listens for so long, and judges; `serviceProcess` is the running service's number.
    static func all(device: String, channel: Int?, seconds: Double, serviceProcess: Int?) -> [Finding] {
        do throws(PCMError) {
            var (findings, channels) = try hear(device, channel, seconds)
            if let channels { findings.append(try checkChannels(device, count: channels)) }
            return findings
        } catch {
            return [refusal(error, serviceProcess: serviceProcess)]
        }
    }

    /// A device that does not open; that the service itself has it is as it should be.
    static func refusal(_ error: PCMError, serviceProcess: Int?) -> Finding {
        let what = "\(error.device): \(error.detail)"
        if error.reason == .busy, let serviceProcess, error.detail.contains("pid \(serviceProcess),") {
            return .warn(
                "device", "\(what): the service listens to it",
                "to have it judged here: sudo systemctl stop undertone")
        }
        return .fail("device", what, error.remedy)
    }

    /// What the device delivers; and of how many channels its sound may come, where that is worth a look.
    private static func hear(
        _ device: String, _ channel: Int?, _ seconds: Double
    ) throws(PCMError) -> (findings: [Finding], channels: Int?) {
        let feed = try DeviceFeed(opening: device, channel: channel)
        let grant = feed.grant
        var findings = [
            Finding.pass(
                "device",
                "\(grant.device) opens: \(grant.rateHz) Hz, \(grant.channels) channels, \(grant.format.rawValue)"
            )
        ]
        findings.append(checkRate(grant.rateHz))
        var samples: [Float] = []
        let end = listen(to: feed, frames: Int(seconds * Double(grant.rateHz)), into: &samples)
        if let end { findings.append(.fail("capture", end, "replug it, or restart the sound server")) }
        guard !samples.isEmpty else {
            findings.append(
                .fail("capture", "it opens and delivers nothing", "restart the sound server, or replug it"))
            return (findings, nil)
        }
        findings += SignalReport(samples, rateHz: grant.rateHz).findings
        let sounds = samples.contains { $0 != samples[0] }
        return (findings, sounds && channel == nil && grant.channels > 1 ? grant.channels : nil)
    }

    /// Listens to one channel after the other, half a second each: a dead one takes from what the mean hears.
    private static func checkChannels(_ device: String, count: Int) throws(PCMError) -> Finding {
        let heard = min(count, mostChannels)
        var dead: [Int] = []
        for channel in 1...heard {
            let feed = try DeviceFeed(opening: device, channel: channel)
            var samples: [Float] = []
            _ = listen(to: feed, frames: feed.rateHz / 2, into: &samples)
            if !samples.contains(where: { $0 != samples[0] }) { dead.append(channel) }
        }
        let others = heard < count ? "; those after \(heard) were not listened to one by one" : ""
        guard !dead.isEmpty else {
            let which = heard < count ? "1 to \(heard) of \(count)" : "all \(count)"
            return .pass("channels", "\(which) carry sound\(others)")
        }
        let living = (1...count).first { !dead.contains($0) } ?? 1
        return .warn(
            "channels",
            "nothing on channel \(dead.map(String.init).joined(separator: ", ")) of \(count)\(others)",
            "hear one that lives: --channel \(living)")
    }

    private static func checkRate(_ rateHz: Int) -> Finding {
        if rateHz < 16_000 {
            return .warn(
                "rate", "\(rateHz) Hz: nothing above \(rateHz / 2) Hz can be heard",
                "use another microphone, or another Bluetooth profile; the model knows voices up to 8000 Hz")
        }
        return .pass(
            "rate", rateHz == 16_000 ? "16000 Hz, as the model wants it" : "\(rateHz) Hz, converted to 16000")
    }

    /// Collects frames; returns why the device ended, where it did.
    private static func listen(to feed: DeviceFeed, frames: Int, into samples: inout [Float]) -> String? {
        var block = [Float](repeating: 0, count: 4096)
        let deadline = ProcessStatistics.uptimeSeconds + 2 * Double(frames) / Double(feed.rateHz) + 6
        while samples.count < frames, ProcessStatistics.uptimeSeconds < deadline {
            var request = pollfd(fd: feed.wakeDescriptor, events: Int16(POLLIN), revents: 0)
            // SAFETY: one pollfd, which lives until the call returns.
            _ = unsafe poll(&request, 1, 500)
            feed.acknowledge()
            let end = feed.end
            while feed.nextMark() != nil {
                while true {
                    let count = feed.read(into: &block)
                    if count == 0 { break }
                    samples += block[..<count]
                }
            }
            if case .lost(let failure) = end { return failure.description }
            if end != nil { break }
        }
        return nil
    }
}
