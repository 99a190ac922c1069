/// One channel out of several: a chosen one, or the mean of all.
struct Downmix {
    let channels: Int
    /// Counted from 0; nil for the mean.
    private let chosen: Int?

    /// - Throws: ``AudioFileError`` `noSuchChannel` where `channel`, counted from 1, does not exist.
    init(channel: Int?, of channels: Int, name: String) throws(AudioFileError) {
        if let channel, !(1...channels).contains(channel) {
            throw AudioFileError(name, .noSuchChannel(channel, channels: channels))
        }
        self.channels = channels
        chosen = channel.map { $0 - 1 }
    }

    /// Writes `frames` frames of `interleaved`, `[frames][channels]`, to the front of `output`.
    func apply(_ interleaved: [Float], frames: Int, to output: UnsafeMutableBufferPointer<Float>) {
        precondition(frames <= output.count && frames * channels <= interleaved.count)
        // SAFETY: every index is below `frames`, which fits `output`.
        if let chosen {
            for frame in 0..<frames { unsafe output[frame] = interleaved[frame * channels + chosen] }
        } else {
            let share = 1 / Float(channels)
            for frame in 0..<frames {
                var sum: Float = 0
                for channel in 0..<channels { sum += interleaved[frame * channels + channel] }
                unsafe output[frame] = sum * share
            }
        }
    }
}
