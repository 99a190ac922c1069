import AudioCapture
import Publishing
import RingBuffer

/// A microphone as a live input.
// SAFETY: used by one thread at a time: made on the main thread, then owned by the session's.
final class DeviceFeed: LiveFeed, @unchecked Sendable {
    /// What the device granted.
    let grant: PCMGrant
    private let status: CaptureStatus
    private let loop: CaptureLoop
    private var consumer: SampleQueue.Consumer

    /// Opens a device and starts capturing.
    init(opening name: String, channel: Int?) throws(PCMError) {
        let device = try PCMDevice(opening: name, channel: channel)
        grant = device.grant
        let queue = SampleQueue(rateHz: grant.rateHz, readFrames: grant.readFrames)
        consumer = queue.consumer
        loop = try CaptureLoop(device: device, producer: queue.producer)
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
        case .failed(let failure): .lost(DeviceChange(failure))
        }
    }

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

extension DeviceChange {
    /// The device was opened.
    init(_ grant: PCMGrant) {
        self.init(
            state: .opened, device: grant.device,
            grant: Grant(
                rateHz: grant.rateHz, channels: grant.channels, format: grant.format.rawValue,
                periodFrames: grant.periodFrames, bufferFrames: grant.bufferFrames))
    }

    /// The device went away while it captured.
    init(_ failure: CaptureFailure) {
        let reason: Reason? =
            switch failure.reason {
            case .unplugged: .unplugged
            case .suspended: .suspended
            case .stalled: .stalled
            case .server: .server
            case .other: nil
            }
        self.init(
            state: .lost, reason: reason, device: failure.device, detail: failure.description,
            remedy: "it is opened again as soon as it comes back")
    }

    /// The device cannot be opened yet.
    init(_ error: PCMError) {
        let reason: Reason? =
            switch error.reason {
            case .missing: .missing
            case .busy: .busy
            case .denied: .denied
            case .format: .format
            case .other: nil
            }
        self.init(
            state: .waiting, reason: reason, device: error.device, detail: error.detail, remedy: error.remedy)
    }
}
