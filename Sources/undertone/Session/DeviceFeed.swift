import AudioCapture
import Publishing
import RingBuffer
import Synchronization

/// A microphone as a live input.
// SAFETY: `consumer` is the session's thread's alone, from the news of the device on; everything else is constant or
// for any thread.
final class DeviceFeed: LiveFeed, @unchecked Sendable {
    /// Which microphone was meant.
    let target: DeviceTarget
    /// What the device granted.
    let grant: PCMGrant
    private let status: CaptureStatus
    /// The capture; nil once the device is closed.
    private let loop: Mutex<CaptureLoop?>
    private var consumer: SampleQueue.Consumer

    /// Opens a device and starts capturing.
    ///
    /// `lastCapture` is when the last frame of the capture before this one was captured, where there was one.
    init(opening target: DeviceTarget, after lastCapture: UInt64? = nil) throws(PCMError) {
        let name = target.name
        guard let identity = DeviceIdentity(name) else {
            throw PCMError(
                .missing, device: name, detail: "not a name of a USB device",
                remedy: "write usb:VENDOR:PRODUCT[:SERIAL], in hexadecimal as lsusb does")
        }
        let device = try PCMDevice(opening: identity.alsaName(), channel: target.channel)
        var grant = device.grant
        // News names the device as it was asked for, whatever its card is called today.
        grant.device = name
        self.grant = grant
        self.target = target
        let queue = SampleQueue(rateHz: grant.rateHz, readFrames: grant.readFrames)
        consumer = queue.consumer
        let loop = try CaptureLoop(device: device, producer: queue.producer, after: lastCapture)
        status = loop.status
        self.loop = Mutex(consume loop)
    }

    /// Opens a device that nobody will ask for again.
    convenience init(opening name: String, channel: Int?) throws(PCMError) {
        try self.init(opening: DeviceTarget(name: name, channel: channel))
    }

    /// Ends the capture and closes the device; waits for the capture thread.
    ///
    /// Whoever still holds the feed may go on asking it what it delivered. Hardware can be opened once only: it must be
    /// closed before it is tried again, whoever holds the feed.
    func close() {
        // Joined outside the lock.
        let loop = loop.withLock { $0.take() }
        if let loop { _ = loop.stop() }
    }

    var rateHz: Int { grant.rateHz }
    var isScheduled: Bool { false }
    var overruns: Int { Int(status.overruns) }
    var scheduling: Status.Scheduling? { status.scheduling == .fifo ? .fifo : .other }
    var wakeDescriptor: Int32 { status.wakeDescriptor }

    var end: FeedEnd? {
        switch status.end {
        case nil: nil
        case .stopped: .finished
        case .failed(let failure): .lost(failure)
        }
    }

    /// Whether it has delivered anything.
    var hadFrames: Bool { status.framesRead > 0 }
    /// When the last frame it delivered was captured; nil while it captures, and where it delivered none.
    var lastCapture: UInt64? { status.lastCaptureNanoseconds }
    /// How often its thread has woken up.
    var turns: UInt64 { status.turns }
    /// The channels that have been dead for half a minute, one bit each from bit 0 on.
    var deadChannels: UInt64 { status.deadChannels }

    func acknowledge() {
        status.acknowledge()
    }

    func requestStop() {
        status.requestStop()
    }

    func nextMark() -> CaptureMark? {
        consumer.nextMark()
    }

    func read(into destination: inout [Float]) -> Int {
        var span = destination.mutableSpan
        return consumer.read(into: &span)
    }
}
