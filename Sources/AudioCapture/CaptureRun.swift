internal import Glibc
internal import RingBuffer

/// One device being captured: what the capture thread owns, and what it does, one wake-up at a time.
///
/// Everything is allocated in `init`. While frames flow a step allocates nothing, takes no lock of ours,
/// writes no log and waits for nobody but the device.
struct CaptureRun: ~Copyable {
    /// How often the device may be recovered before a frame has come; a dead sound server can be "recovered"
    /// thousands of times a second.
    static let fruitlessRecoveries = 10
    /// How often in a row the device may wake us for nothing before we wait a millisecond each time.
    static let wakesWithoutBreath = 64
    /// How long a device that slept may take to wake up, and one that runs to deliver.
    static let patienceNanoseconds: UInt64 = 5_000_000_000

    private let device: PCMDevice
    private var producer: SampleQueue.Producer
    private let status: CaptureStatus
    private let clock: BootClock
    private let converter: SampleConverter
    private let readFrames: Int
    private var meter: GapMeter
    /// Shape: `[readFrames][channels]`, in the device's format.
    private var bytes: [UInt8]
    /// Shape: `[readFrames]`.
    private var mono: [Float]
    /// The stop descriptor, then the device's.
    private var descriptors: [pollfd]
    private var recoveriesWithoutFrames = 0
    private var wakesWithoutFrames = 0
    private var lastProgress: UInt64
    private var activity: ChannelActivity

    /// A run of an open device; `lastCapture` is when the last frame of the device before it was captured, nil
    /// for the first.
    init(
        device: consuming PCMDevice, producer: consuming SampleQueue.Producer, status: CaptureStatus,
        clock: BootClock, after lastCapture: UInt64? = nil
    ) {
        let grant = device.grant
        // Made now: the first error must not allocate it on the capture thread.
        _ = PCMPolicy.rows.count
        self.converter = SampleConverter(
            format: grant.format, channels: grant.channels, channel: device.channel.map { $0 - 1 })
        self.readFrames = grant.readFrames
        self.meter = GapMeter(rateHz: grant.rateHz, after: lastCapture)
        self.activity = ChannelActivity(rateHz: grant.rateHz, channels: grant.channels)
        self.bytes = [UInt8](repeating: 0, count: readFrames * converter.bytesPerFrame)
        self.mono = [Float](repeating: 0, count: readFrames)
        let stop = pollfd(fd: status.stop.descriptor, events: Int16(POLLIN), revents: 0)
        self.descriptors = device.handle.pollDescriptors(after: stop)
        self.status = status
        self.clock = clock
        self.lastProgress = clock.patienceNanoseconds()
        self.device = device
        self.producer = producer
    }

    /// Starts the device; returns the end where it does not start.
    mutating func start() -> EndCode? {
        lastProgress = clock.patienceNanoseconds()
        let code = device.handle.start()
        return code < 0 ? react(to: Int(code)) : nil
    }

    /// Waits for the device, reads what it has, and returns the end when it has come.
    mutating func step() -> EndCode? {
        status.countTurn()
        // SAFETY: poll(2) gets the array's own address and length, and fills in `revents` alone.
        let count = unsafe poll(&descriptors, nfds_t(descriptors.count), 500)
        if count < 0 { return errno == EINTR ? nil : .failed(.other, -errno) }
        if descriptors[0].revents != 0 { return .stopped }
        let events = device.handle.events(&descriptors)
        if events < 0 { return react(to: Int(events)) }
        // No frames are due: a time-out, or the device's own business.
        if events == 0 { return wokenForNothing() }
        return drain(hasError: events & CInt(POLLERR | POLLHUP | POLLNVAL) != 0)
    }

    /// Reads whole reads while there are any, and a lesser one where the device woke us for it; at most what
    /// its buffer holds, so that a device without pace (ALSA's `null`) can still be stopped.
    ///
    /// A device that polls as an error, and neither says which nor has frames, is gone: one that was
    /// unplugged can stay like this, RUNNING.
    private mutating func drain(hasError: Bool) -> EndCode? {
        var read = 0
        while read < device.grant.bufferFrames {
            let available = device.handle.available()
            if available < 0 { return react(to: available) }
            if read > 0 && available < readFrames { return nil }
            if available == 0 { return hasError ? react(to: -Int(EIO)) : wokenForNothing() }
            let frames = device.handle.read(into: &bytes, frames: min(available, readFrames))
            if frames < 0 { return react(to: frames) }
            deliver(frames, left: available - frames)
            read += frames
        }
        return nil
    }

    /// Hands one read on, with its mark.
    private mutating func deliver(_ frames: Int, left: Int) {
        let returned = clock.nanoseconds()
        let (time, left) = bufferLevel(at: returned, atLeast: left)
        if let loss = meter.read(frames: frames, left: left, at: time) {
            producer.recordLoss(frames: loss.frames, cause: loss.cause)
            status.countLost(loss.frames)
        }
        converter.convert(bytes, frames: frames, into: &mono)
        activity.note(bytes, frames: frames, with: converter)
        status.setDeadChannels(activity.dead)
        let isWritten = Self.write(mono, first: frames, to: &producer, at: returned)
        if !isWritten { status.countLost(UInt64(frames)) }
        status.countRead(UInt64(frames))
        status.wake.signal()
        recoveriesWithoutFrames = 0
        wakesWithoutFrames = 0
        lastProgress = clock.patienceNanoseconds()
    }

    /// Writes the first frames of `mono`: a function of its own, because a span of a member locks all of self.
    private static func write(
        _ mono: borrowing [Float], first frames: Int, to producer: inout SampleQueue.Producer, at time: UInt64
    ) -> Bool {
        producer.write(mono.span.extracting(first: frames), bootTimeNanoseconds: time)
    }

    /// The frames left in the device's buffer, and the time at which there were as many.
    ///
    /// The thread may be suspended between looking at the clock and looking at the buffer, and a gap would be
    /// measured wrong by as much: the look is repeated when it took longer than a millisecond.
    private func bufferLevel(at returned: UInt64, atLeast known: Int) -> (time: UInt64, left: Int) {
        var before = returned
        for _ in 0..<8 {
            let left = device.handle.available()
            // What the device has just lost is for the next step; this read left what was known before it.
            guard left >= 0 else { return (returned, known) }
            let after = clock.nanoseconds()
            if after &- before < 1_000_000 { return (before, left) }
            before = after
        }
        return (returned, known)
    }

    /// Takes a wake-up without frames; after many in a row a breath, for a thread that spins at real-time
    /// priority would keep a core from everybody else.
    private mutating func wokenForNothing() -> EndCode? {
        wakesWithoutFrames += 1
        if wakesWithoutFrames > Self.wakesWithoutBreath {
            // SAFETY: the first entry alone, the stop descriptor.
            if unsafe poll(&descriptors, 1, 1) > 0 { return .stopped }
        }
        return stalled()
    }

    /// Ends the run when the device has delivered nothing for too long.
    private func stalled() -> EndCode? {
        let now = clock.patienceNanoseconds()
        return now - lastProgress > Self.patienceNanoseconds ? .failed(.stalled) : nil
    }

    /// Does what an error of the device asks for.
    private mutating func react(to code: Int) -> EndCode? {
        var code = CInt(truncatingIfNeeded: code)
        while true {
            switch PCMPolicy.action(capturing: code) {
            case .wait: return wokenForNothing()
            case .end(let reason): return .failed(reason, code)
            case .recover(let cause):
                meter.interrupt(cause)
                if cause == .overrun { status.countOverrun() }
                recoveriesWithoutFrames += 1
                if recoveriesWithoutFrames > Self.fruitlessRecoveries { return .failed(.server, code) }
                if cause == .suspend, let end = awaken() { return end }
                if cause == .suspend, device.handle.isRunning() { return nil }
                code = device.handle.restart()
                if code >= 0 { return nil }
            }
        }
    }

    /// Waits until a device that sleeps has woken up; one that cannot resume is prepared anew by the caller.
    private mutating func awaken() -> EndCode? {
        let start = clock.patienceNanoseconds()
        while device.handle.resume() == -EAGAIN {
            if clock.patienceNanoseconds() - start > Self.patienceNanoseconds {
                return .failed(.suspended, -ESTRPIPE)
            }
            // SAFETY: the first entry alone, the stop descriptor.
            if unsafe poll(&descriptors, 1, 50) > 0 { return .stopped }
        }
        return nil
    }

    /// Reports what no read has reported, and ends.
    mutating func finish(_ end: EndCode) {
        producer.reportLoss(bootTimeNanoseconds: clock.nanoseconds())
        status.setLastCapture(meter.lastCapture)
        status.finish(end)
    }
}
