import AudioCapture
import Glibc
import Publishing
import Synchronization

/// The microphone that is meant.
struct DeviceTarget: Sendable, Equatable {
    /// As `--device` names it.
    var name: String
    /// The channel to take, from 1; nil for the mean of all.
    var channel: Int?
    /// Where it may appear, watched for a sooner attempt; nil for where such a device does appear.
    var watchedFolders: [String]?

    /// Whether a name stands for a sound card.
    static func isHardware(_ name: String) -> Bool {
        ["hw:", "plughw:", "usb:"].contains { name.hasPrefix($0) }
    }

    /// The folders to watch: those of sound cards, and of sound servers for what is no card.
    var folders: [String] {
        if let watchedFolders { return watchedFolders }
        guard !Self.isHardware(name), let runtime = environment("XDG_RUNTIME_DIR"), !runtime.isEmpty else {
            return ["/dev/snd"]
        }
        return ["/dev/snd", runtime, "\(runtime)/pulse"]
    }
}

/// Keeps one microphone open, on a thread of its own: opens it, closes it, and opens it again.
///
/// The one place that may wait for a device, so that the session never does. What becomes of it is told as news;
/// `DeviceLife` decides when to try.
final class DeviceSupervisor: Sendable {
    /// What the session has to know.
    enum News {
        /// The device is open, and delivers into its queue.
        case opened(DeviceFeed)
        /// It cannot be opened yet.
        case waiting(PCMError)
    }

    private enum Order {
        /// The session has no use for it any more: it is closed.
        case takeBack(DeviceFeed, isLost: Bool)
        case retarget(DeviceTarget)
    }

    private let orders = Monitor<[Order]>([])
    private let news = Monitor<[News]>([])
    private let orderWake: WakePipe
    private let newsWake: WakePipe
    private let turnCount = Atomic<UInt64>(0)
    private let firstTarget: DeviceTarget
    /// The device in use, for its turns alone.
    private let capturing = Monitor<DeviceFeed?>(nil)

    init(_ target: DeviceTarget) throws(ProgramFailure) {
        orderWake = try WakePipe()
        newsWake = try WakePipe()
        firstTarget = target
    }

    /// Starts the thread, which opens the device at once.
    func start() {
        startThread { self.run() }
    }

    // MARK: - For the session

    /// Readable in poll(2) when there is news.
    var wakeDescriptor: Int32 { newsWake.descriptor }

    /// How often the thread has woken up so far: at least once a second while it lives and opens nothing.
    var turns: UInt64 { turnCount.load(ordering: .relaxed) }

    /// How often the capture thread has woken up so far: at least twice a second while it lives; this thread's
    /// own turns while there is none.
    var captureTurns: UInt64 { capturing.withLock { $0?.turns } ?? turns }

    /// Waits for the first news, or until the program shall end; nil where neither comes within `seconds`.
    func waitForNews(seconds: Double, _ stop: StopSignal) -> News? {
        var requests = [wakeDescriptor, stop.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        // SAFETY: two entries, as many as the array has.
        _ = unsafe poll(&requests, 2, Int32(seconds * 1000))
        return news.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    /// Takes the news, oldest first.
    func takeNews() -> [News] {
        newsWake.clear()
        return news.withLock { news in
            defer { news = [] }
            return news
        }
    }

    /// Hands back a device that went away; it is closed, and opened again when it can be.
    func lost(_ feed: DeviceFeed) {
        give(.takeBack(feed, isLost: true))
    }

    /// Hands back a device that shall no longer be heard; it is closed.
    func release(_ feed: DeviceFeed) {
        give(.takeBack(feed, isLost: false))
    }

    /// Another device is meant from now on; the one before it must have been handed back.
    func retarget(_ target: DeviceTarget) {
        give(.retarget(target))
    }

    private func give(_ order: Order) {
        orders.withLock { $0.append(order) }
        orderWake.signal()
    }

    // MARK: - The thread

    private func run() {
        var target = firstTarget
        var life = DeviceLife(at: Self.now)
        var watch = FolderWatch(folders: target.folders)
        var lastCapture: UInt64?
        while true {
            turnCount.wrappingAdd(1, ordering: .relaxed)
            if let due = life.nextAttempt, due <= Self.now { open(target, &life, after: lastCapture) }
            wait(for: watch, until: life.nextAttempt)
            if watch.drain() { life.woken(at: Self.now) }
            for order in takeOrders() {
                switch order {
                case .takeBack(let feed, let isLost):
                    lastCapture = feed.lastCapture ?? lastCapture
                    capturing.withLock { $0 = nil }
                    if isLost { life.lost(hadFrames: feed.hadFrames, at: Self.now, dice: Self.dice) }
                // The feed goes out of scope here, on this thread: the device is closed.
                case .retarget(let new):
                    target = new
                    watch = FolderWatch(folders: target.folders)
                    life.retarget(at: Self.now)
                }
            }
        }
    }

    private func takeOrders() -> [Order] {
        orderWake.clear()
        return orders.withLock { orders in
            defer { orders = [] }
            return orders
        }
    }

    private func open(_ target: DeviceTarget, _ life: inout DeviceLife, after lastCapture: UInt64?) {
        do throws(PCMError) {
            let feed = try DeviceFeed(opening: target.name, channel: target.channel, after: lastCapture)
            life.opened()
            capturing.withLock { $0 = feed }
            tell(.opened(feed))
        } catch {
            // A try takes its time; what comes next counts from its end.
            if life.refused(error, at: Self.now, dice: Self.dice) { tell(.waiting(error)) }
        }
    }

    private func tell(_ item: News) {
        news.withLock { $0.append(item) }
        newsWake.signal()
    }

    /// Sleeps until something happens or the next attempt is due; a second at most, to show that it lives.
    private func wait(for watch: FolderWatch, until due: UInt64?) {
        var requests = [orderWake.descriptor, watch.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let now = Self.now
        let milliseconds = due.map { $0 > now ? min(($0 - now) / 1_000_000 + 1, 1000) : 0 } ?? 1000
        // SAFETY: two entries, as many as the array has.
        _ = unsafe poll(&requests, 2, Int32(milliseconds))
    }

    private static var now: UInt64 { BootClock.system.patienceNanoseconds() }
    private static var dice: Double { Double.random(in: 0...1) }
}
