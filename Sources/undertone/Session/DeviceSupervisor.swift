import AudioCapture
import Glibc
import Publishing
import Synchronization

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
        /// It was opened in vain, and nothing of it was heard: it is closed.
        case discard(DeviceFeed)
        case retarget(DeviceTarget)
    }

    private let orders = Monitor<[Order]>([])
    private let news = Monitor<[News]>([])
    private let orderWake: WakePipe
    private let newsWake: WakePipe
    private let turnCount = Atomic<UInt64>(0)
    /// Since when it has been opening the device, in nanoseconds; 0 while it is not.
    private let openingSince = Atomic<UInt64>(0)
    private let firstTarget: DeviceTarget
    private let waits: ClosedRange<UInt64>
    /// The device in use, for its turns alone.
    private let capturing = Monitor<DeviceFeed?>(nil)

    /// - Parameter waits: the first and the longest wait between two attempts, in nanoseconds.
    init(
        _ target: DeviceTarget, waits: ClosedRange<UInt64> = RetrySchedule.standardWaits
    ) throws(ProgramFailure) {
        orderWake = try WakePipe()
        newsWake = try WakePipe()
        firstTarget = target
        self.waits = waits
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

    /// For how long it has been opening the device, in seconds: a sound server that hangs answers nothing, not even no.
    ///
    /// Meanwhile ``turns`` stand still: a service manager's watchdog will think so too.
    var openingSeconds: Double {
        let since = openingSince.load(ordering: .relaxed)
        return since == 0 ? 0 : Double(Self.now - since) / 1e9
    }

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

    /// Hands back a device that was opened in vain: what it delivered is a loss, as if it had not been open.
    func discard(_ feed: DeviceFeed) {
        give(.discard(feed))
    }

    /// Another device is meant from now on; one that was opened for the order before is closed.
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
        var life = DeviceLife(at: Self.now, waits: waits)
        var watch = FolderWatch(folders: target.folders())
        var lastCapture: UInt64?
        while true {
            turnCount.wrappingAdd(1, ordering: .relaxed)
            if let due = life.nextAttempt, due <= Self.now { open(target, &life, after: lastCapture) }
            wait(for: watch, until: life.nextAttempt)
            if watch.drain() { life.woken(at: Self.now) }
            for order in takeOrders() {
                switch order {
                case .takeBack(let feed, let isLost):
                    close(feed)
                    lastCapture = feed.lastCapture ?? lastCapture
                    if isLost { life.lost(hadFrames: feed.hadFrames, at: Self.now, dice: Self.dice) }
                case .discard(let feed): close(feed)
                case .retarget(let new):
                    // One opened meanwhile for the order before has nobody to hear it.
                    if let stale = capturing.withLock({ $0 }) { close(stale) }
                    target = new
                    watch = FolderWatch(folders: target.folders())
                    life.retarget(at: Self.now)
                }
            }
        }
    }

    /// Closes a device; the session and its statistics may still hold the feed.
    private func close(_ feed: DeviceFeed) {
        feed.close()
        capturing.withLock { if $0 === feed { $0 = nil } }
    }

    private func takeOrders() -> [Order] {
        orderWake.clear()
        return orders.withLock { orders in
            defer { orders = [] }
            return orders
        }
    }

    private func open(_ target: DeviceTarget, _ life: inout DeviceLife, after lastCapture: UInt64?) {
        openingSince.store(Self.now, ordering: .relaxed)
        defer { openingSince.store(0, ordering: .relaxed) }
        do throws(PCMError) {
            let feed = try DeviceFeed(opening: target, after: lastCapture)
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
