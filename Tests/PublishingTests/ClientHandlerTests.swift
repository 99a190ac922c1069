import Glibc
import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import Publishing

/// One client on an event loop whose time the test moves.
@Suite struct ClientHandlerTests {
    private let loop = EmbeddedEventLoop()
    private let channel: EmbeddedChannel

    init() throws {
        let root = try #require(makeTemporaryFolder("undertone-client"))
        defer { removeTemporaryFolder(root) }
        // Never started: the handler alone is looked at.
        let server = SocketServer(try ListeningSocket(.path("\(root)/socket")), hello: Samples.hello)
        channel = EmbeddedChannel(handler: ClientHandler(server: server), loop: loop)
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
    }

    /// Whether the handler has switched reading off, as far as it has said anything of it.
    private var isReading: Bool {
        for (option, value) in channel.options {
            if option is ChannelOptions.Types.AutoReadOption { return value as? Bool ?? true }
        }
        return true
    }

    private func sent() throws -> String {
        var text = ""
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text
    }

    @Test func aRefusedClientThatReadsIsToldWhyAndClosedAtOnce() throws {
        try channel.writeInbound(ByteBuffer(string: "nonsense\n"))
        #expect(try sent().contains("\"event\":\"error\""))
        loop.run()
        #expect(!channel.isActive)
    }

    /// It holds one of the places that there are: who never reads must not keep it.
    @Test func aRefusedClientThatNeverReadsIsClosedAllTheSame() throws {
        channel.isWritable = false
        try channel.writeInbound(ByteBuffer(string: "nonsense\n"))
        loop.run()
        #expect(channel.isActive && !isReading)
        loop.advanceTime(by: .milliseconds(999))
        #expect(channel.isActive)
        loop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
    }

    @Test func aClientThatSubscribesStays() throws {
        try channel.writeInbound(ByteBuffer(string: "{\"subscribe\":[\"estimate\"]}\n"))
        loop.advanceTime(by: .seconds(3600))
        #expect(channel.isActive && isReading)
        _ = try channel.finish()
    }
}
