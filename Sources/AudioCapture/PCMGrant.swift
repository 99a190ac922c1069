/// What a device granted when it was opened.
public struct PCMGrant: Sendable, Equatable {
    /// The name by which it was opened.
    public var device: String
    /// Frames a second.
    public var rateHz: Int
    /// Channels of its frames; what comes out of capture is mono.
    public var channels: Int
    /// The format of its samples.
    public var format: PCMFormat
    /// Frames between two wake-ups of the driver.
    public var periodFrames: Int
    /// Frames that its buffer holds.
    public var bufferFrames: Int

    /// A grant with every field given.
    public init(
        device: String, rateHz: Int, channels: Int, format: PCMFormat, periodFrames: Int, bufferFrames: Int
    ) {
        self.device = device
        self.rateHz = rateHz
        self.channels = channels
        self.format = format
        self.periodFrames = periodFrames
        self.bufferFrames = bufferFrames
    }

    /// How many frames one read asks for: 10 ms, or a period where that is longer.
    public var readFrames: Int { min(max(periodFrames, rateHz / 100, 1), max(bufferFrames / 2, 1)) }
}
