internal import Glibc
internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes

/// What one connection may cost.
struct ConnectionLimits: Sendable, Equatable {
    /// The longest head of a request, in bytes: a browser's has under a thousand.
    var headBytes = 16_384
    /// The longest body: that of the form that takes the token.
    var bodyBytes = 4096
    /// How long a request may take to come, counted from the connection or the last answer.
    var requestTime = TimeAmount.seconds(20)
    /// How long bytes of somebody who has been refused are still taken, so that the refusal can be read.
    var lingerTime = TimeAmount.seconds(2)
    /// How long the kernel keeps a connection whose other end takes nothing.
    var stuckTime = TimeAmount.seconds(120)
    /// What may lie in the kernel for one reader, in bytes: a second or two of lines, not minutes of them.
    var sendBufferBytes = 131_072
}

/// Refuses requests that are too long or too slow, on the event loop, before a task has to wait for them.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ConnectionLimits
    private var timeout: Scheduled<Void>?
    /// Requests that have come whole and whose answers have not gone out.
    private var unanswered = 0
    private var bodyBytes = 0
    private var hasRefused = false

    init(_ limits: ConnectionLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        limitBuffers(of: context.channel)
        if context.channel.isActive { expectRequest(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        expectRequest(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timeout?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        switch unwrapInboundIn(data) {
        case .head: bodyBytes = 0
        case .body(let bytes):
            bodyBytes += bytes.readableBytes
            guard bodyBytes <= limits.bodyBytes else { return refuse(.contentTooLarge, context) }
        case .end:
            unanswered += 1
            timeout?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !hasRefused else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        if case .end = unwrapOutboundIn(data) {
            unanswered = max(0, unanswered - 1)
            if unanswered == 0 { expectRequest(context) }
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: refuse(.requestHeaderFieldsTooLarge, context)
        case is HTTPParserError: refuse(.badRequest, context)
        default: context.fireErrorCaught(error)
        }
    }

    /// What is given to the kernel is out of our hands: it is kept short, and given up in time.
    private func limitBuffers(of channel: any Channel) {
        let options: [(NIOBSDSocket.OptionLevel, NIOBSDSocket.Option, Int)] = [
            (.socket, .so_sndbuf, limits.sendBufferBytes),
            // Milliseconds without an acknowledgement, or without room at the other end, as tcp(7) has it.
            (.tcp, .init(rawValue: TCP_USER_TIMEOUT), Int(limits.stuckTime.nanoseconds / 1_000_000)),
        ]
        for (level, name, value) in options {
            // A connection that is closing already needs no limits.
            _ = channel.setOption(
                ChannelOptions.Types.SocketOption(level: level, name: name), value: .init(value))
        }
    }

    private func expectRequest(_ context: ChannelHandlerContext) {
        timeout?.cancel()
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: limits.requestTime) {
            self.refuse(.requestTimeout, context)
        }
    }

    /// Answers in the place of everybody behind, and closes; once.
    private func refuse(_ status: HTTPResponse.Status, _ context: ChannelHandlerContext) {
        guard !hasRefused else { return }
        timeout?.cancel()
        guard unanswered == 0 else {
            // Another answer is on its way out, and nothing may be written into it.
            context.close(promise: nil)
            return
        }
        hasRefused = true
        let head = HTTPResponse(status: status, headerFields: [.connection: "close", .contentLength: "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        // Bytes on their way here would reset the connection, and the answer with it, if it closed at once.
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: limits.lingerTime) {
            context.close(promise: nil)
        }
    }
}
