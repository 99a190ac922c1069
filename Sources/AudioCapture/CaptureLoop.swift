internal import Glibc
public import RingBuffer

/// A device being captured on a thread of its own.
///
///     let device = try PCMDevice(opening: "default")
///     let queue = SampleQueue(rateHz: device.grant.rateHz, readFrames: device.grant.readFrames)
///     let loop = try CaptureLoop(device: device, producer: queue.producer)
///     // poll loop.status.wakeDescriptor; acknowledge; read queue.consumer until it is empty
///     let end = loop.stop()
///
/// The thread reads 10 ms at a time, converts to mono floats, writes the queue and wakes its consumer. It runs
/// under SCHED_FIFO where the system allows it. An overrun is recovered, restarted and counted, and the next
/// mark says what it cost; anything worse ends the thread, and ``CaptureStatus/end`` says why. The device is
/// closed where the loop is, never on the thread.
public struct CaptureLoop: ~Copyable, Sendable {
    /// Counters, the end, the wake-up and the stop, for any thread to keep.
    public let status: CaptureStatus

    private let thread: CaptureThread

    /// Starts capturing.
    ///
    /// - Parameters:
    ///   - device: an open device, taken over.
    ///   - producer: where its frames go, taken over.
    ///   - clock: the clock of the marks and of the gaps.
    ///   - lastCapture: when the last frame before this capture was captured, where it follows another one: all
    ///     since then is then a loss, by `device`, before its first frame.
    /// - Throws: ``PCMError`` when the system has no descriptor or thread left.
    public init(
        device: consuming PCMDevice, producer: consuming SampleQueue.Producer, clock: BootClock = .system,
        after lastCapture: UInt64? = nil
    ) throws(PCMError) {
        let grant = device.grant
        guard let status = CaptureStatus(grant) else {
            throw .exhausted(grant.device, "file descriptors")
        }
        let run = CaptureRun(
            device: device, producer: producer, status: status, clock: clock, after: lastCapture)
        guard let thread = CaptureThread(run, status: status) else {
            throw .exhausted(grant.device, "threads")
        }
        self.status = status
        self.thread = thread
    }

    /// Ends the capture, waits for its thread and closes the device.
    ///
    /// Takes a few milliseconds: the thread is woken from its wait.
    /// - Returns: how it ended, `stopped` unless the device had failed before.
    public consuming func stop() -> CaptureEnd {
        let status = self.status
        _ = consume self
        return status.end ?? .stopped
    }
}

extension PCMError {
    fileprivate static func exhausted(_ device: String, _ what: String) -> PCMError {
        PCMError(
            .other, device: device, detail: "the system has no \(what) left",
            remedy: "raise the limit (ulimit -a)")
    }
}
