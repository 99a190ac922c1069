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

/// Where a live session's audio comes from.
enum LiveInput {
    /// A feed that comes once, such as a file being played.
    case feed(any LiveFeed)
    /// A microphone, open or not, that a supervisor keeps open.
    case microphone(DeviceSupervisor, DeviceTarget, DeviceSupervisor.News?)
}

/// A live input listened to until it ends or the program shall: one thread of its own, woken by what comes.
///
/// Nothing here ever waits for a reader or a device. A device that is away is a state.
struct LiveSession: ~Copyable {
    /// The rate at which positions are counted before the first device is open: none has passed.
    static let rateBeforeFirstHz = 16_000

    var feed: (any LiveFeed)?
    var stream: SpeechStream<LivePublisher>
    let supervisor: DeviceSupervisor?
    let control: LiveControl
    let servers: [any EventServer]
    let log = Logger(label: "undertone")
    var hello: Hello
    /// The microphone that is meant; nil for a feed that comes once.
    var target: DeviceTarget?
    /// What to hear in its place, once the feed in progress has ended.
    var nextTarget: DeviceTarget?
    var silence: SilenceReport?
    /// Whether it has been told that the device does not even answer.
    var isHangingTold = false
    private let stop: StopSignal
    /// When it was asked to stop; nil before.
    private var stoppingSince: Double?
    /// How long a device may take to stop: one that hangs in its driver must not keep the program, in seconds.
    static let devicePatienceSeconds = 0.5
    /// Whether the last turn brought audio.
    private var hasHeard = false
    /// How long audio may gather, and how long before an estimate no longer, in seconds.
    private static let gatherSeconds = 0.04
    private static let alertSeconds = 0.02
    /// What is waited for: the feed, the end of the program, requests, and news of the device.
    private var polled = [pollfd](repeating: pollfd(fd: -1, events: Int16(POLLIN), revents: 0), count: 4)
    private var block = [Float](repeating: 0, count: 4096)
    /// When anything was last published, as far as the idle heartbeat is concerned.
    private var lastBeat = ProcessStatistics.uptimeSeconds
    /// What to say first about the microphone.
    private var firstNews: DeviceSupervisor.News?

    init(
        _ input: LiveInput, model: ModelInUse, hello: Hello, to publisher: LivePublisher,
        servers: [any EventServer], control: LiveControl, stop: StopSignal
    ) {
        self.hello = hello
        self.control = control
        self.servers = servers
        self.stop = stop
        switch input {
        case .feed(let feed):
            self.feed = feed
            supervisor = nil
        case .microphone(let supervisor, let target, let news):
            self.supervisor = supervisor
            self.target = target
            firstNews = news
        }
        stream = SpeechStream(
            model: model.model, rateHz: feed?.rateHz ?? Self.rateBeforeFirstHz, settings: hello.settings,
            feed: feed, isPaced: true, to: publisher)
    }

    /// Listens to the end; blocks.
    mutating func run() throws(LineError) -> SessionEnd {
        try stream.publish(.hello(hello))
        control.tell(status: feed == nil ? "waiting for the microphone" : "listening")
        if let news = firstNews.take() { try take(news) }
        while true {
            wait()
            control.countTurn()
            for request in control.takeRequests() { serve(request) }
            if let end = try hear() { return end }
            if let supervisor { for news in supervisor.takeNews() { try take(news) } }
            try reportHanging()
            try beatWhenIdle()
        }
    }

    /// Sleeps until something has come, the program shall end, or half a second has passed.
    ///
    /// While no estimate is near, audio that comes is left to gather for a network's step: a turn then finds four
    /// reads and costs little more than with one, where most of a turn is waking up.
    private mutating func wait() {
        let gathering = hasHeard ? min(stream.secondsToEstimate - Self.alertSeconds, Self.gatherSeconds) : 0
        hasHeard = false
        let isGathering = gathering >= 0.01
        polled[0].fd = isGathering ? -1 : feed?.wakeDescriptor ?? -1
        // A negative descriptor is left out: once raised, the stop signal stays readable.
        polled[1].fd = stoppingSince != nil ? -1 : stop.descriptor
        polled[2].fd = control.sessionDescriptor
        polled[3].fd = supervisor?.wakeDescriptor ?? -1
        // SAFETY: as many entries as the array has.
        _ = unsafe poll(&polled, nfds_t(polled.count), isGathering ? Int32(gathering * 1000) : 500)
        if stoppingSince == nil, stop.isRaised {
            stoppingSince = ProcessStatistics.uptimeSeconds
            feed?.requestStop()
        }
    }

    /// Takes what the feed has; returns the session's end when it has come.
    private mutating func hear() throws(LineError) -> SessionEnd? {
        let isStopping = stoppingSince != nil
        guard let feed else { return isStopping ? try finish(.signal) : nil }
        feed.acknowledge()
        let end = feed.end
        try emptyQueue(of: feed)
        try reportSilence(of: feed)
        switch end {
        case nil: return hasStoppedInVain ? try finish(.signal) : nil
        case .finished:
            if isStopping { return try finish(.signal) }
            if try changeTarget() { return nil }
            return try finish(.eof)
        case .broken(let failure): return try finish(.error, failure: failure)
        case .lost(let failure):
            if isStopping { return try finish(.signal) }
            try lose(failure)
            return nil
        }
    }

    /// Whether the feed was asked to stop and has not.
    private var hasStoppedInVain: Bool {
        stoppingSince.map { ProcessStatistics.uptimeSeconds - $0 > Self.devicePatienceSeconds } ?? false
    }

    private mutating func finish(_ reason: End.Reason, failure: String? = nil) throws(LineError) -> SessionEnd
    {
        try stream.finish(reason)
        return SessionEnd(reason: reason, failure: failure)
    }

    private mutating func emptyQueue(of feed: any LiveFeed) throws(LineError) {
        while let mark = feed.nextMark() {
            try noteLoss(before: mark)
            var left = mark.frameCount
            while left > 0 {
                let count = feed.read(into: &block)
                left -= count
                try process(count, readAt: mark.bootTimeNanoseconds)
            }
            if mark.frameCount > 0 {
                lastBeat = ProcessStatistics.uptimeSeconds
                hasHeard = true
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
        guard let cause = mark.cause, mark.framesLostBefore > 0 else { return }
        let frames = Int(mark.framesLostBefore)
        log.warning("lost \(frames) frames at \(stream.seconds) s: \(cause)")
        try stream.lose(frames: frames, cause: Gap.Cause(cause))
    }

    /// A heartbeat when no audio comes that could bring one.
    private mutating func beatWhenIdle() throws(LineError) {
        guard ProcessStatistics.uptimeSeconds - lastBeat > hello.settings.statusEverySeconds + 1 else {
            return
        }
        lastBeat = ProcessStatistics.uptimeSeconds
        try stream.beat()
    }
}
