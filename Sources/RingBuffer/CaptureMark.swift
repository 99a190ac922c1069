/// Why audio was lost before it could be read.
public enum LossCause: String, Sendable, CaseIterable, BitwiseCopyable {
    /// The driver's buffer was full: the read came too late.
    case overrun
    /// This queue was full: its consumer came too late. The length is exact.
    case queue
    /// The machine slept.
    case suspend
    /// The device went away and came back.
    case device
}

/// What is known about the frames of one read: where they stand, what was lost before them, when they came.
public struct CaptureMark: Sendable, Equatable, BitwiseCopyable {
    /// The index of the read's first frame, counting the frames put into the queue and no lost ones.
    public var firstFrame: UInt64
    /// How many frames the read brought; 0 in a mark that only reports a loss.
    public var frameCount: Int
    /// How many frames were lost between the frame before `firstFrame` and `firstFrame`.
    public var framesLostBefore: UInt64
    /// Why they were lost: nil when none was; where several causes met, the one that lost the most.
    public var cause: LossCause?
    /// CLOCK_BOOTTIME at the read's return, in nanoseconds.
    public var bootTimeNanoseconds: UInt64

    /// A mark with every field given.
    public init(
        firstFrame: UInt64, frameCount: Int, framesLostBefore: UInt64, cause: LossCause?,
        bootTimeNanoseconds: UInt64
    ) {
        self.firstFrame = firstFrame
        self.frameCount = frameCount
        self.framesLostBefore = framesLostBefore
        self.cause = cause
        self.bootTimeNanoseconds = bootTimeNanoseconds
    }
}
