internal import NIOCore

/// One client of the socket, on the socket's event loop.
///
/// Its lines wait in a bounded queue of their own and go out as the client takes them: whoever never reads fills
/// that queue and the system's buffer, and nothing else.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Lines kept for a slow client: at four estimates a second, over four minutes.
    static let queueLines = 1024
    /// How long a refused client has for reading why.
    static let refusalTime = TimeAmount.seconds(1)

    private let server: SocketServer
    private var lines = ClientLines(capacity: queueLines)
    private var input = ClientInput()
    private var context: ChannelHandlerContext?
    /// Whether the client is to be closed once all its lines are out.
    private var isEnding = false

    init(server: SocketServer) {
        self.server = server
    }

    /// Lines that this client missed.
    var dropped: Int { lines.dropped }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        server.add(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        server.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }
        switch input.take(unwrapInboundIn(data).readableBytesView) {
        case .nothing: break
        case .subscribe(let subscription): lines.subscribe(subscription)
        case .refuse(let refusal):
            deliver(server.errorLine(code: refusal.code, message: refusal.message), of: .error)
            end()
            turnAway(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pump()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Whether an event is due to this client.
    func isDue(_ kind: EventKind, at t: Double) -> Bool {
        !isEnding && lines.isDue(kind, at: t)
    }

    /// Sends a line that is due, as soon as the client takes it.
    func deliver(_ line: [UInt8], of kind: EventKind) {
        lines.append(line, of: kind)
        pump()
    }

    /// Closes once everything is out; nothing more is read or queued.
    func end() {
        isEnding = true
        pump()
    }

    /// Takes nothing more from a refused client, and closes even if it never reads what is due to it.
    private func turnAway(_ context: ChannelHandlerContext) {
        context.channel.setOption(.autoRead, value: false).whenFailure { [loop = context.loopBound] _ in
            loop.value.close(promise: nil)
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.refusalTime) {
            self.context?.close(promise: nil)
        }
    }

    /// Moves lines on for as long as the channel's own small buffer takes them.
    private func pump() {
        guard let context else { return }
        var hasWritten = false
        while context.channel.isWritable, let line = lines.popFirst() {
            context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: line)), promise: nil)
            hasWritten = true
        }
        if isEnding, lines.isEmpty {
            // Closes after what was written before it, or at the first error.
            context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete {
                [loop = context.loopBound] _ in
                loop.value.close(promise: nil)
            }
        } else if hasWritten {
            context.flush()
        }
    }
}

extension ChannelHandlerContext {
    fileprivate var loopBound: NIOLoopBound<ChannelHandlerContext> {
        NIOLoopBound(self, eventLoop: eventLoop)
    }
}
