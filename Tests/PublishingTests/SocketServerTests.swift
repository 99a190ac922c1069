import Glibc
import TestSupport
import Testing

@testable import Publishing

/// A stream served on a real socket.
@Suite struct SocketServerTests {
    private let root: String
    private let path: String
    private let estimate = Event.Body.estimate(Samples.speaking, lagMilliseconds: 1)
    private let utterance = Event.Body.utterance(Samples.utterance)

    init() throws {
        root = try #require(makeTemporaryFolder("undertone-server"))
        path = "\(root)/socket"
    }

    /// A server with a stream of its own, whose events the test makes.
    private struct Stream {
        let server: SocketServer
        var publisher: LivePublisher
        private var position = 0.0

        init(_ path: String) throws {
            server = SocketServer(try ListeningSocket(.path(path)), hello: Samples.hello)
            try server.start()
            publisher = LivePublisher(labels: Samples.hello.model.labels, stdout: nil, servers: [server])
            try publisher.publish(.hello(Samples.hello), at: 0)
        }

        mutating func say(_ bodies: Event.Body...) throws {
            for body in bodies {
                position += 0.25
                try publisher.publish(body, at: position)
            }
        }

        mutating func end() throws {
            position += 0.25
            try publisher.publish(.end(End(reason: .eof, seconds: position)), at: position)
            server.finish(within: 10)
        }
    }

    private func join(_ stream: Stream, count: Int) {
        // The accepting happens on another thread: what can be waited for is its count.
        while stream.server.clientCount < count { sched_yield() }
    }

    @Test func aReaderIsGreetedWithTheNumberBeforeItsFirstLine() throws {
        defer { removeTemporaryFolder(root) }
        var stream = try Stream(path)
        let early = try #require(SocketClient(path))
        join(stream, count: 1)
        try stream.say(estimate, estimate)
        let late = try #require(SocketClient(path))
        join(stream, count: 2)
        try stream.say(estimate)
        try stream.end()
        let first = try early.rest()
        #expect(
            first.compactMap { $0["event"]?.string } == ["hello", "estimate", "estimate", "estimate", "end"])
        #expect(first.compactMap { $0["seq"]?.number } == [0, 1, 2, 3, 4])
        let second = try late.rest()
        #expect(second.compactMap { $0["seq"]?.number } == [2, 3, 4])
        #expect(second.first?["t"] == .number(0.5))
        #expect(access(path) == false)
    }

    private func access(_ path: String) -> Bool { unsafe Glibc.access(path, F_OK) == 0 }

    @Test func aSubscriptionLeavesHolesAndNothingElse() throws {
        defer { removeTemporaryFolder(root) }
        var stream = try Stream(path)
        let client = try #require(SocketClient(path))
        join(stream, count: 1)
        client.send(Array("{\"subscribe\":[\"utterance\"]}\n".utf8))
        // Served once it is refused a second line: nothing earlier says that the first one was read.
        let probe = try #require(SocketClient(path))
        probe.send(Array("\n".utf8))
        #expect(probe.nextEvent("error") != nil)
        try stream.say(estimate, utterance, .gap(Samples.gap))
        try stream.end()
        let lines = try client.rest()
        #expect(lines.compactMap { $0["event"]?.string } == ["hello", "utterance", "gap", "end"])
        #expect(lines.compactMap { $0["seq"]?.number } == [0, 2, 3, 4])
    }

    @Test func nonsenseEndsWithAnErrorAndACloseAndCostsOthersNothing() throws {
        defer { removeTemporaryFolder(root) }
        var stream = try Stream(path)
        let good = try #require(SocketClient(path))
        let lines = [UInt8](repeating: UInt8(ascii: "\n"), count: 1_000_000)
        let rows: [[UInt8]] = [
            [0, 255, 10], [UInt8](repeating: 120, count: 1 << 20), lines, Array("{}\n".utf8),
        ]
        for bytes in rows {
            let bad = try #require(SocketClient(path))
            bad.send(bytes)
            let error = try #require(bad.nextEvent("error"))
            #expect(error["code"] == .string("request") && error["seq"] != nil)
            #expect(bad.nextLine() == nil)
        }
        while stream.server.clientCount > 1 { sched_yield() }
        try stream.say(estimate)
        try stream.end()
        #expect(try good.rest().count == 3)
    }

    /// One that never reads misses estimates and keeps the rest; the others get every line.
    @Test func aStuckClientDelaysNobodyAndIsToldWhatItMissed() throws {
        defer { removeTemporaryFolder(root) }
        var stream = try Stream(path)
        let stuck = try #require(SocketClient(path))
        let good = try #require(SocketClient(path))
        join(stream, count: 2)
        var estimates = 0
        // In step with the good client: nothing but the stuck one's own queue can fill.
        while stream.server.dropped < 500 {
            try stream.say(estimate)
            estimates += 1
            #expect(good.nextEvent("estimate") != nil)
            if estimates % 1000 == 0 { try stream.say(utterance) }
        }
        try stream.say(.status(Samples.status))
        #expect(good.nextEvent("status")?["dropped"] == .number(0))
        let slow = Monitor<[JSONValue]?>(nil)
        // It reads at last, while the server waits for it.
        Publishing.startThread { [stuck] in
            let lines = (try? stuck.rest()) ?? []
            slow.withLock { $0 = lines }
        }
        try stream.end()
        let lines = try #require(slow.wait { $0 })
        let status = try #require(lines.last { $0["event"]?.string == "status" })
        #expect((status["dropped"]?.number ?? 0) >= 500)
        let got = lines.filter { $0["event"]?.string == "estimate" }.count
        #expect(got + stream.server.dropped == estimates)
        #expect(lines.filter { $0["event"]?.string == "utterance" }.count == estimates / 1000)
        #expect(lines.last?["event"]?.string == "end")
    }

    @Test func anAbstractSocketTakesItsOwnUser() throws {
        let name = "undertone-server-\(getpid())"
        let server = SocketServer(try ListeningSocket(.abstract(name)), hello: Samples.hello)
        try server.start()
        let own = try #require(SocketClient("@\(name)"))
        #expect(own.nextEvent("hello") != nil)
        server.finish(within: 10)
    }
}
