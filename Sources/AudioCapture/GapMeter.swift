internal import RingBuffer

/// Measures how much a device lost while it did not deliver.
///
/// A gap reaches from the capture of the last frame delivered to the capture of the first one after, both
/// told by the clock: a read's return, less the frames that were then still in the buffer (and, for the first
/// frame of a read, less the read's own). Good to one period of the device.
struct GapMeter {
    private let nanosecondsPerFrame: Double
    /// When the last frame delivered was captured.
    private(set) var lastCapture: UInt64?
    private var cause: LossCause?

    /// A meter that has seen nothing yet.
    ///
    /// For a device that is opened anew `lastCapture` is when the last frame of the one before it was captured:
    /// all since then is lost, by `device`. Nil for a device before which there was none.
    init(rateHz: Int, after lastCapture: UInt64? = nil) {
        self.nanosecondsPerFrame = 1e9 / Double(rateHz)
        self.lastCapture = lastCapture
        self.cause = lastCapture == nil ? nil : .device
    }

    /// Says that the device lost frames after the last one delivered.
    ///
    /// Of several interruptions before the next frame the first names the cause: the others came of it.
    mutating func interrupt(_ cause: LossCause) {
        if self.cause == nil { self.cause = cause }
    }

    /// Takes note of a read.
    ///
    /// Before the first read nothing can be lost. An interruption that measures as nothing still lost
    /// something, so it counts as one frame: the stream is broken there.
    /// - Parameters:
    ///   - frames: how many it brought.
    ///   - left: how many were still in the device's buffer at `time`.
    ///   - time: the read's return.
    /// - Returns: what was lost before the read, if anything was.
    mutating func read(
        frames: Int, left: Int, at time: UInt64
    ) -> (frames: UInt64, cause: LossCause)? {
        let capture = Double(time) - Double(left) * nanosecondsPerFrame
        defer { lastCapture = UInt64(max(capture, 0)) }
        guard let cause else { return nil }
        self.cause = nil
        guard let lastCapture else { return nil }
        let start = capture - Double(frames) * nanosecondsPerFrame
        let lost = (start - Double(lastCapture)) / nanosecondsPerFrame
        return (UInt64(max(lost.rounded(), 1)), cause)
    }
}
