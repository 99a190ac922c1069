import AudioCapture
import Publishing
import RingBuffer

/// A live input: a device or a paced file, delivering into a queue on a thread of its own.
protocol LiveFeed: AnyObject, Sendable {
    /// Frames per second.
    var rateHz: Int { get }
    /// Whether each frame has a due time of its own, as in a file that is played; the frames of a device's
    /// read come together.
    var isScheduled: Bool { get }
    /// Overruns of the driver's buffer so far.
    var overruns: Int { get }
    /// How the capture thread is scheduled; nil without one.
    var scheduling: Status.Scheduling? { get }
    /// Readable in poll(2) after a read and at the end.
    var wakeDescriptor: Int32 { get }
    /// How it ended; nil while it runs. Whoever sees the end finds all that came before it in the queue.
    var end: FeedEnd? { get }

    /// Makes ``wakeDescriptor`` unreadable until the next read; then the queue must be emptied.
    func acknowledge()
    /// Asks it to end; returns at once.
    func requestStop()
    /// The mark of the next read; nil when nothing has come.
    func nextMark() -> CaptureMark?
    /// Reads frames of the last mark; returns how many.
    func read(into destination: inout [Float]) -> Int
}

/// How a live input ended.
enum FeedEnd {
    /// It is over, or was asked to end.
    case finished
    /// It broke off or turned bad; the text says how.
    case broken(String)
    /// The device went away.
    case lost(CaptureFailure)
}

extension Gap.Cause {
    /// The same cause, as the queue names it.
    init(_ cause: LossCause) {
        self =
            switch cause {
            case .overrun: .overrun
            case .queue: .queue
            case .suspend: .suspend
            case .device: .device
            }
    }
}
