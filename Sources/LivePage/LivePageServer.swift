internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
public import Publishing
internal import Synchronization

/// Serves a stream's events to browsers, with a page that shows them and a page of metrics.
///
/// One thread of its own, on which everything runs. Publishing hands an event over and returns: no reader ever delays
/// the stream or another reader.
public final class LivePageServer: EventServer {
    /// How many connections are open at once; one more waits until another closes.
    private static let mostConnections = 256

    private enum Progress {
        case starting
        case running(port: Int)
        case failed(LivePageError)
    }

    private let options: LivePageOptions
    private let group: MultiThreadedEventLoopGroup
    private let executor: LoopExecutor
    private let hub: EventHub
    private let counters = HubCounters()
    private let turnCount = Atomic<UInt64>(0)
    private let progress = Monitor(Progress.starting)
    private let service = Monitor<Task<Void, Never>?>(nil)
    private let isDrained = Monitor(false)

    /// A server of a stream that begins with `hello`; ``start()`` opens it.
    public init(_ options: LivePageOptions, hello: Hello) {
        self.options = options
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        executor = LoopExecutor(group.next())
        hub = EventHub(hello: hello, executor: executor, counters: counters)
    }

    // MARK: - From any thread

    /// Readers of the events connected now.
    public var clientCount: Int { counters.clients.load(ordering: .relaxed) }
    /// Lines that full queues left out so far, those of readers that have gone included.
    public var dropped: Int { counters.dropped.load(ordering: .relaxed) }
    /// How often the event loop has come round to counting: twice a second while it lives.
    public var turns: UInt64 { turnCount.load(ordering: .relaxed) }

    /// Where it serves: the port is the one that was given out; nil before ``start()`` and where it failed.
    public var address: PageAddress? {
        progress.withLock { progress in
            guard case .running(let port) = progress else { return nil }
            return PageAddress(host: options.address.host, port: port)
        }
    }

    /// Opens the page, once; returns as soon as requests are taken.
    ///
    /// - Throws: ``LivePageError`` where the address cannot be had.
    public func start() throws(LivePageError) {
        let task = Task.detached(executorPreference: executor) { [self] in await serve() }
        service.withLock { $0 = task }
        let failure = progress.wait { progress -> LivePageError?? in
            switch progress {
            case .starting: nil
            case .running: .some(nil)
            case .failed(let error): .some(error)
            }
        }
        if case .some(.some(let error)) = failure { throw error }
        executor.loop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(500)) { [self] _ in
            let turn = turnCount.wrappingAdd(1, ordering: .relaxed).newValue
            if turn.isMultiple(of: 20) { hub.assumeIsolated { $0.keepAlive() } }
        }
    }

    /// What readers that join from now on are greeted with.
    public func greet(with hello: Hello) {
        executor.loop.execute { self.hub.assumeIsolated { $0.greet(with: hello) } }
    }

    /// Hands an event and its line to every reader; returns at once.
    public func publish(_ event: Event, line: [UInt8]) {
        executor.loop.execute { self.hub.assumeIsolated { $0.distribute(event, line) } }
    }

    /// Lets readers take what is queued for them, then closes.
    ///
    /// - Parameter seconds: how long a reader that does not read is waited for.
    public func finish(within seconds: Double) {
        executor.loop.execute {
            self.hub.assumeIsolated { hub in hub.end { self.isDrained.withLock { $0 = true } } }
        }
        _ = isDrained.wait(seconds: seconds) { $0 ? () : nil }
        service.withLock { $0?.cancel() }
    }

    // MARK: - On the event loop

    private func serve() async {
        // What goes wrong with one browser is no news of the monitor's.
        let logger = Logger(label: "http") { _ in SwiftLogNoOpLogHandler() }
        let responder = PageResponder(
            hub: hub,
            policy: HostPolicy(isLoopbackOnly: options.address.isLoopback, names: options.names),
            token: options.token)
        let app = Application(
            responder: responder, server: .http1(configuration: connectionConfiguration),
            configuration: .init(
                address: .hostname(options.address.host, port: options.address.port),
                availableConnectionsDelegate: .maximum(Self.mostConnections, logger: logger)),
            onServerRunning: { [self] channel in
                let port = channel.localAddress?.port ?? options.address.port
                progress.withLock { $0 = .running(port: port) }
            }, eventLoopGroupProvider: .shared(group), logger: logger)
        do {
            try await app.run()
        } catch {
            let failure = explain(error)
            progress.withLock { progress in
                if case .starting = progress { progress = .failed(failure) }
            }
        }
    }

    private var connectionConfiguration: HTTP1Channel.Configuration {
        let limits = options.limits
        return .init(
            additionalChannelHandlers: [RequestGuard(limits)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes,
                maxHeaderFieldCount: 100))
    }

    private func explain(_ error: any Error) -> LivePageError {
        let place = options.address.text
        let code = (error as? IOError)?.errnoCode
        let words =
            switch code {
            case EADDRINUSE: "in use by another program; stop it, or choose another port with --http"
            case EACCES: "ports below 1024 are not for everybody; choose another port with --http"
            case EADDRNOTAVAIL: "this machine has no such address; choose one of its own with --http"
            case EAFNOSUPPORT: "this machine does not speak that kind of address; choose another with --http"
            default: "\(error)"
            }
        return LivePageError(description: "cannot serve the live page on \(place): \(words)")
    }
}
