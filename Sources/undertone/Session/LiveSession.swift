import AudioCapture
import EmotionRecognition
import Glibc
import Logging
import Publishing
import RingBuffer

/// How a session ended, for the exit code.
struct SessionEnd: Sendable {
    /// What `end` said.
    var reason: End.Reason
    /// One line about what went wrong.
    var failure: String?
}

/// A live input listened to until it ends or the program shall: one thread of its own, woken by the feed.
///
/// Nothing here ever waits for a reader. A device that goes away is waited for.
struct LiveSession: ~Copyable {
    private var feed: any LiveFeed
    private var stream: SpeechStream<EventPublisher<LineQueue>>
    private let hello: Hello
    private let stop: StopSignal
    /// Opens the device again; nil when the input is no device.
    private let reopen: (@Sendable () throws(PCMError) -> DeviceFeed)?
    private let log = Logger(label: "undertone")
    private var isStopping = false
    /// What is waited for: the feed, and the end of the program.
    private var requests = [pollfd](repeating: pollfd(fd: -1, events: Int16(POLLIN), revents: 0), count: 2)
    private var block = [Float](repeating: 0, count: 4096)
    /// When the last frame so far was read, in nanoseconds since boot.
    private var lastRead: UInt64 = 0
    /// When anything was last published, as far as the idle heartbeat is concerned.
    private var lastBeat = ProcessStatistics.uptimeSeconds
    /// Whether the next mark follows a time without the device.
    private var wasAway = false

    init(
        feed: any LiveFeed, model: ModelInUse, hello: Hello, to queue: LineQueue, stop: StopSignal,
        reopen: (@Sendable () throws(PCMError) -> DeviceFeed)? = nil
    ) {
        self.feed = feed
        self.hello = hello
        self.stop = stop
        self.reopen = reopen
        stream = SpeechStream(
            model: model.model, rateHz: feed.rateHz, settings: hello.settings, feed: feed,
            to: EventPublisher(labels: model.model.labels, to: queue))
    }

    /// Listens to the end; blocks.
    mutating func run() throws(LineError) -> SessionEnd {
        try stream.publish(.hello(hello))
        if let device = feed as? DeviceFeed { try stream.publish(.device(DeviceChange(device.grant))) }
        while true {
            wait()
            feed.acknowledge()
            let end = feed.end
            try emptyQueue()
            switch end {
            case nil: try beatWhenIdle()
            case .finished:
                let reason: End.Reason = isStopping ? .signal : .eof
                try stream.finish(reason)
                return SessionEnd(reason: reason)
            case .broken(let failure):
                try stream.finish(.error)
                return SessionEnd(reason: .error, failure: failure)
            case .lost(let change):
                if try !comesBack(after: change) {
                    try stream.finish(.signal)
                    return SessionEnd(reason: .signal)
                }
            }
        }
    }

    /// Sleeps until the feed has something, the program shall end, or half a second has passed.
    private mutating func wait() {
        requests[0].fd = feed.wakeDescriptor
        // A negative descriptor is left out: once raised, the stop signal stays readable.
        requests[1].fd = isStopping ? -1 : stop.descriptor
        // SAFETY: two entries, as many as the array has.
        _ = unsafe poll(&requests, 2, 500)
        if !isStopping, stop.isRaised {
            isStopping = true
            feed.requestStop()
        }
    }

    private mutating func emptyQueue() throws(LineError) {
        while let mark = feed.nextMark() {
            try noteLoss(before: mark)
            var left = mark.frameCount
            while left > 0 {
                let count = feed.read(into: &block)
                left -= count
                try process(count, readAt: mark.bootTimeNanoseconds)
            }
            if mark.frameCount > 0 {
                lastRead = mark.bootTimeNanoseconds
                lastBeat = ProcessStatistics.uptimeSeconds
            }
        }
    }

    private mutating func process(_ count: Int, readAt time: UInt64) throws(LineError) {
        try unsafe block.withUnsafeBufferPointer { (buffer) throws(LineError) in
            // SAFETY: `count` frames were just read to the front of the block.
            try unsafe stream.process(UnsafeBufferPointer(rebasing: buffer[..<count]), readAt: time)
        }
    }

    /// Publishes what was lost before the frames of `mark`.
    private mutating func noteLoss(before mark: CaptureMark) throws(LineError) {
        if wasAway, mark.frameCount > 0 {
            wasAway = false
            let firstCapture =
                Double(mark.bootTimeNanoseconds) - Double(mark.frameCount) / Double(feed.rateHz) * 1e9
            let lost = ((firstCapture - Double(lastRead)) * 1e-9 * Double(feed.rateHz)).rounded()
            try stream.lose(frames: max(1, Int(lost)), cause: .device)
        } else if let cause = mark.cause, mark.framesLostBefore > 0 {
            let frames = Int(mark.framesLostBefore)
            log.warning("lost \(frames) frames at \(stream.seconds) s: \(cause)")
            try stream.lose(frames: frames, cause: Gap.Cause(cause))
        }
    }

    /// A heartbeat when no audio comes that could bring one.
    private mutating func beatWhenIdle() throws(LineError) {
        guard ProcessStatistics.uptimeSeconds - lastBeat > hello.settings.statusEverySeconds + 1 else {
            return
        }
        lastBeat = ProcessStatistics.uptimeSeconds
        try stream.beat()
    }

    /// Waits until the device is back; false when the program shall end before.
    private mutating func comesBack(after change: DeviceChange) throws(LineError) -> Bool {
        guard !isStopping, let reopen else { return false }
        try stream.interrupt()
        try stream.publish(.device(change))
        log.warning("\(change.detail ?? "the device is lost")")
        var lastReason: DeviceChange.Reason?
        while !stop.waitUntilRaised(milliseconds: 1000) {
            switch Result(catching: reopen) {
            case .success(let device):
                try takeOver(device)
                return true
            case .failure(let error):
                let waiting = DeviceChange(error)
                if waiting.reason != lastReason { try stream.publish(.device(waiting)) }
                lastReason = waiting.reason
            }
            try beatWhenIdle()
        }
        return false
    }

    /// Goes on with the device opened anew; the gap follows with its first frames.
    private mutating func takeOver(_ device: DeviceFeed) throws(LineError) {
        feed = device
        stream.change(rateHz: device.rateHz, feed: device)
        wasAway = true
        log.warning("\(device.grant.device) is back")
        try stream.publish(.device(DeviceChange(device.grant)))
    }
}
