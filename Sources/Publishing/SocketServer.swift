internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Synchronization

// SAFETY: what is not immutable or atomic is touched on the event loop alone, where every method but the public
// ones runs.
/// Serves a stream's events to many clients of a Unix socket.
///
/// One thread of its own. Publishing hands an event over and returns: no client ever delays the stream or another
/// client.
public final class SocketServer: EventServer, @unchecked Sendable {
    /// How many clients are served at once; one more is told so and closed.
    public static let mostClients = 1000
    /// How much may wait in a channel beside the client's own queue, in bytes.
    private static let writeBufferBytes = 16_384

    private let socket: ListeningSocket
    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    /// Who may connect where the socket itself has no permissions; nil for anybody.
    private let onlyUser: uid_t?
    private let turnCount = Atomic<UInt64>(0)
    private let clientCounter = Atomic<Int>(0)
    private let droppedCounter = Atomic<Int>(0)
    private let isEnding = Monitor(false)

    private var clients: [ObjectIdentifier: ClientHandler] = [:]
    private let encoder: EventEncoder
    private var hello: Hello
    private var lastSeq = 0
    private var lastPosition = 0.0
    private var hasEnded = false

    /// A server of a stream that begins with `hello`, on a socket that listens.
    ///
    /// - Parameters:
    ///   - socket: taken over, and closed at the end of the process.
    ///   - hello: what a client is greeted with, until ``greet(with:)`` changes it.
    ///   - allowsAnyUser: whether a socket without permissions is open to every user of the machine.
    public init(_ socket: ListeningSocket, hello: Hello, allowsAnyUser: Bool = false) {
        self.socket = socket
        self.hello = hello
        encoder = EventEncoder(labels: hello.model.labels)
        onlyUser = socket.hasPermissions || allowsAnyUser ? nil : geteuid()
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        loop = group.next()
    }

    // MARK: - From any thread

    /// Clients connected now.
    public var clientCount: Int { clientCounter.load(ordering: .relaxed) }
    /// Lines that full queues left out so far, those of clients that have gone included.
    public var dropped: Int { droppedCounter.load(ordering: .relaxed) }
    /// How often the event loop has come round to counting: twice a second while it lives.
    public var turns: UInt64 { turnCount.load(ordering: .relaxed) }

    /// Begins to accept clients.
    ///
    /// - Throws: ``SocketError`` where the system does not let it.
    public func start() throws(SocketError) {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: Self.writeBufferBytes / 4, high: Self.writeBufferBytes)
            )
            .childChannelInitializer { [self] channel in accept(channel) }
        do {
            _ = try bootstrap.withBoundSocket(socket.descriptor).wait()
        } catch {
            throw SocketError(description: "cannot listen on \(socket.address.text): \(error)")
        }
        loop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(500)) { [self] _ in
            turnCount.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// What clients that join from now on are greeted with.
    public func greet(with hello: Hello) {
        loop.execute { self.hello = hello }
    }

    /// Hands an event and its line to every client that it is due to; returns at once.
    public func publish(_ event: Event, line: [UInt8]) {
        loop.execute { self.distribute(event, line) }
    }

    /// Lets clients take what is queued for them, closes them and removes the socket's file.
    ///
    /// - Parameter seconds: how long a client that does not read is waited for.
    public func finish(within seconds: Double) {
        loop.execute {
            self.hasEnded = true
            for client in self.clients.values { client.end() }
            self.noteIfDone()
        }
        _ = isEnding.wait(seconds: seconds) { $0 ? () : nil }
        socket.removeFile()
    }

    // MARK: - On the event loop

    private func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard let onlyUser else { return welcome(channel) }
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let credentials: EventLoopFuture<PeerCredentials> = provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        return credentials.flatMap { [self] peer in
            peer.user == onlyUser
                ? welcome(channel)
                : refuse(channel, code: "denied", message: "only the user who runs the monitor may connect")
        }
    }

    private func welcome(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard clients.count < Self.mostClients, !hasEnded else {
            return refuse(channel, code: "full", message: "\(clients.count) clients are served already")
        }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ClientHandler(server: self))
        }
    }

    private func refuse(_ channel: any Channel, code: String, message: String) -> EventLoopFuture<Void> {
        let line = errorLine(code: code, message: message)
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(RefusingHandler(line: line))
        }
    }

    func add(_ client: ClientHandler) {
        clients[ObjectIdentifier(client)] = client
        clientCounter.store(clients.count, ordering: .relaxed)
        if client.isDue(.hello, at: lastPosition) { client.deliver(line(of: .hello(hello)), of: .hello) }
    }

    func remove(_ client: ClientHandler) {
        clients[ObjectIdentifier(client)] = nil
        clientCounter.store(clients.count, ordering: .relaxed)
        noteIfDone()
    }

    private func noteIfDone() {
        if hasEnded, clients.isEmpty { isEnding.withLock { $0 = true } }
    }

    private func distribute(_ event: Event, _ line: [UInt8]) {
        lastSeq = event.seq
        lastPosition = event.t
        let kind = event.body.kind
        // The stream's own hello is each client's own business.
        if kind == .hello { return }
        for client in clients.values where client.isDue(kind, at: event.t) {
            let before = client.dropped
            client.deliver(ownLine(of: event, line, for: client), of: kind)
            droppedCounter.wrappingAdd(client.dropped - before, ordering: .relaxed)
        }
    }

    /// The line as this client gets it: a status tells what the client itself missed.
    private func ownLine(of event: Event, _ line: [UInt8], for client: ClientHandler) -> [UInt8] {
        guard case .status(var status) = event.body else { return line }
        status.dropped = client.dropped
        var event = event
        event.body = .status(status)
        return encoder.line(of: event)
    }

    func errorLine(code: String, message: String) -> [UInt8] {
        line(of: .error(ReaderError(code: code, message: message)))
    }

    /// A line to one client: it carries the number last given out.
    private func line(of body: Event.Body) -> [UInt8] {
        encoder.line(of: Event(seq: lastSeq, time: .now(), t: lastPosition, body: body))
    }
}

/// Who is at the other end, as the kernel knows: `struct ucred` of unix(7).
private struct PeerCredentials: Sendable {
    var process: pid_t = 0
    var user: uid_t = 0
    var group: gid_t = 0
}

/// Tells a client why it is not served, and closes.
private final class RefusingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let line: [UInt8]

    init(line: [UInt8]) {
        self.line = line
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        channel.writeAndFlush(channel.allocator.buffer(bytes: line)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
