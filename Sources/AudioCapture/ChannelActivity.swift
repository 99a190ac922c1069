/// Which channels of a device deliver sound, and which have been dead for half a minute.
///
/// A channel is dead that has delivered one and the same value, zero or not, in every read for
/// ``patienceSeconds``: a muted switch, a broken cable, a noise gate that never opens. The self-noise of any
/// microphone that works moves at least the last bit. Counted in frames, so that it does not depend on the
/// clock. Looks at the first ``maximumChannels`` channels.
public struct ChannelActivity {
    /// How long a channel must be dead before it is told, in seconds of audio.
    public static let patienceSeconds = 30
    /// The channels that are looked at: a word has as many bits.
    static let maximumChannels = 64

    private let patienceFrames: Int
    /// Frames since each channel last moved, `[channels]`.
    private var stillFrames: [Int]
    /// The dead channels, one bit each from bit 0 on.
    private(set) var dead: UInt64 = 0

    init(rateHz: Int, channels: Int) {
        patienceFrames = rateHz * Self.patienceSeconds
        stillFrames = [Int](repeating: 0, count: min(channels, Self.maximumChannels))
    }

    /// Takes note of a read of `frames` frames, in the device's format.
    mutating func note(_ bytes: [UInt8], frames: Int, with converter: SampleConverter) {
        for channel in stillFrames.indices {
            let bit: UInt64 = 1 << UInt64(channel)
            if converter.moves(bytes, frames: frames, channel: channel) {
                stillFrames[channel] = 0
                dead &= ~bit
            } else {
                // Held at the limit, so that it does not overflow in a microphone that is dead for years.
                stillFrames[channel] = min(stillFrames[channel] + frames, patienceFrames)
                if stillFrames[channel] == patienceFrames { dead |= bit }
            }
        }
    }
}
