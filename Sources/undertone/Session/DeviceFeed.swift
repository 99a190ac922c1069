import AudioCapture
import Publishing
import RingBuffer

/// A microphone as a live input.
// SAFETY: used by one thread at a time: made on the main thread, then owned by the session's.
final class DeviceFeed: LiveFeed, @unchecked Sendable {
    /// What the device granted.
    let grant: PCMGrant
    /// The channel taken, from 1; nil for the mean of all.
    let channel: Int?
    private let status: CaptureStatus
    /// Held for its end: the device is closed where the feed goes.
    private let loop: CaptureLoop
    private var consumer: SampleQueue.Consumer

    /// Opens a device and starts capturing.
    ///
    /// `lastCapture` is when the last frame of the capture before this one was captured, where there was one.
    init(opening name: String, channel: Int?, after lastCapture: UInt64? = nil) throws(PCMError) {
        guard let identity = DeviceIdentity(name) else {
            throw PCMError(
                .missing, device: name, detail: "not a name of a USB device",
                remedy: "write usb:VENDOR:PRODUCT[:SERIAL], in hexadecimal as lsusb does")
        }
        let device = try PCMDevice(opening: identity.alsaName(), channel: channel)
        var grant = device.grant
        // News names the device as it was asked for, whatever its card is called today.
        grant.device = name
        self.grant = grant
        self.channel = channel
        let queue = SampleQueue(rateHz: grant.rateHz, readFrames: grant.readFrames)
        consumer = queue.consumer
        loop = try CaptureLoop(device: device, producer: queue.producer, after: lastCapture)
        status = loop.status
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
