import AudioCapture
import Publishing

/// Turns the dead channels of a device into what there is to say about them.
///
/// Only channels that are heard matter: all of them in a mix, else the one that was chosen.
struct SilenceReport {
    /// The channels that are heard, one bit each from bit 0 on.
    private let heard: UInt64
    private let channels: Int
    private let device: String
    private var told: UInt64 = 0

    /// A report on a device that was just opened; nothing has been said.
    init(_ grant: PCMGrant, channel: Int?) {
        device = grant.device
        channels = min(grant.channels, UInt64.bitWidth)
        let all = channels == UInt64.bitWidth ? UInt64.max : (1 << UInt64(channels)) - 1
        heard = channel.map { $0 <= UInt64.bitWidth ? 1 << UInt64($0 - 1) : 0 } ?? all
    }

    /// What has changed, where anything has: `silent` when a channel that is heard died, `sounding` when one
    /// came back.
    mutating func update(dead: UInt64) -> DeviceChange? {
        let now = dead & heard
        guard now != told else { return nil }
        let died = now & ~told != 0
        told = now
        let active = (0..<channels).filter { dead & 1 << UInt64($0) == 0 }.map { $0 + 1 }
        return DeviceChange(
            state: died ? .silent : .sounding, device: device, detail: died ? detail(now) : nil,
            remedy: died ? remedy(now, active) : nil, activeChannels: active)
    }

    private func detail(_ dead: UInt64) -> String {
        let names = (0..<channels).filter { dead & 1 << UInt64($0) != 0 }.map { "\($0 + 1)" }
        let seconds = ChannelActivity.patienceSeconds
        if dead == heard, names.count == channels {
            return "it has delivered no sound at all for \(seconds) s"
        }
        return "no sound on channel \(names.joined(separator: ", ")) for \(seconds) s"
    }

    private func remedy(_ dead: UInt64, _ active: [Int]) -> String {
        if let channel = active.first { return "hear another channel, such as --channel \(channel)" }
        return "unmute the microphone, or raise its capture level (alsamixer, pavucontrol)"
    }
}
