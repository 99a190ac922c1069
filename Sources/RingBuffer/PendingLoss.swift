/// Losses that no mark has reported yet, by cause.
///
/// Several causes can meet before one mark: the driver overruns while the queue is full, say. Their lengths
/// add up, and the mark names the cause that lost the most (of equals, the first in the order of
/// ``LossCause``), because a reader acts on one gap with one cause.
struct PendingLoss {
    private var overrun: UInt64 = 0
    private var queue: UInt64 = 0
    private var suspend: UInt64 = 0
    private var device: UInt64 = 0

    /// All frames lost since the last mark.
    var frames: UInt64 { overrun + queue + suspend + device }

    /// The cause that lost the most; nil when nothing is lost.
    var cause: LossCause? {
        // In pairs: `max` of four would allocate an array, on the capture thread.
        let most = max(max(overrun, queue), max(suspend, device))
        if most == 0 { return nil }
        if most == overrun { return .overrun }
        if most == queue { return .queue }
        return most == suspend ? .suspend : .device
    }

    mutating func add(_ frames: UInt64, _ cause: LossCause) {
        switch cause {
        case .overrun: overrun += frames
        case .queue: queue += frames
        case .suspend: suspend += frames
        case .device: device += frames
        }
    }
}
