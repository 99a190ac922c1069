/// Audio that was lost between two positions of the input.
public struct Gap: Sendable, Equatable {
    /// Who lost it.
    public enum Cause: String, Sendable, CaseIterable {
        /// The driver's buffer ran over.
        case overrun
        /// The queue behind the capture thread was full; exact.
        case queue
        /// The machine slept.
        case suspend
        /// The microphone was away.
        case device
    }

    /// Where it begins, in seconds of input.
    public var start: Double
    /// Where it ends, in seconds of input.
    public var end: Double
    /// Input frames lost.
    public var frames: Int
    /// The input's frames per second.
    public var rateHz: Int
    /// Who lost it.
    public var cause: Cause

    /// Its length in seconds.
    public var seconds: Double { Double(frames) / Double(rateHz) }

    /// A gap of `frames` input frames from `start`, at `rateHz` frames per second.
    public init(start: Double, frames: Int, rateHz: Int, cause: Cause) {
        self.start = start
        self.end = start + Double(frames) / Double(rateHz)
        self.frames = frames
        self.rateHz = rateHz
        self.cause = cause
    }
}
