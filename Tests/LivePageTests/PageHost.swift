import EmotionRecognition
import Glibc
import Publishing
import TestSupport
import Testing

@testable import LivePage

/// A page served on a port of its own, of a stream whose events the test makes.
struct PageHost {
    static let labels = ["anger", "sad"]
    let server: LivePageServer
    let port: Int
    let stream: String
    private var publisher: LivePublisher
    private var position = 0.0

    static func hello(_ stream: String) -> Hello {
        Hello(
            stream: stream, version: "0.1.0",
            model: .init(name: "undertone", sha256: String(repeating: "a", count: 64), labels: labels),
            input: .init(
                kind: .device, name: "hw:CARD=A \"b\"", rateHz: 48_000, channels: 2, format: "S16_LE"),
            settings: .init(everySeconds: 0.25, channel: "mix", isPaced: true, statusEverySeconds: 10),
            decision: [])
    }

    init(
        token: String? = nil, names: Set<String> = [], stream: String = "feed",
        limits: ConnectionLimits = .init()
    ) throws {
        var options = LivePageOptions(
            address: PageAddress(host: "127.0.0.1", port: 0), token: token.flatMap { AccessToken($0) },
            names: names)
        options.limits = limits
        self.stream = stream
        server = LivePageServer(options, hello: Self.hello(stream))
        try server.start()
        port = try #require(server.address?.port)
        publisher = LivePublisher(labels: Self.labels, stdout: nil, servers: [server])
        try publisher.publish(.hello(Self.hello(stream)), at: 0)
    }

    /// Publishes events, a quarter of a second of input between two.
    mutating func say(_ bodies: Event.Body...) throws {
        for body in bodies {
            position += 0.25
            try publisher.publish(body, at: position)
        }
    }

    mutating func end() throws {
        try say(.end(End(reason: .eof, seconds: position)))
        server.finish(within: 10)
    }

    /// A new connection.
    func connect() throws -> WebClient { try #require(WebClient(port: port)) }

    /// The answer to a request on a connection of its own.
    func ask(
        _ path: String, _ method: String = "GET", host: String = "localhost", _ field: String = "X-Test: 1"
    ) throws -> WebAnswer {
        let client = try connect()
        client.ask(path, method, host: host, field)
        return try #require(client.answer())
    }

    /// A reader of the events, its `hello` read.
    func follow(_ path: String = "/events", _ field: String = "X-Test: 1") throws -> (WebClient, SentEvent) {
        let client = try connect()
        client.ask(path, "GET", host: "localhost", field)
        let head = try #require(client.head())
        #expect(head.status == 200 && head.fields["content-type"] == "text/event-stream; charset=utf-8")
        return (client, try client.next())
    }

    static let speaking = Event.Body.estimate(
        Estimate(
            start: 1, end: 1.25, state: .speech, speech: 1, levelDBFS: -23.5, peak: 0.5,
            raw: Posterior([0.25, 0.75]), smoothed: Posterior([0.4, 0.6]), emotion: 1), lagMilliseconds: 7)
    static let silent = Event.Body.estimate(
        Estimate(
            start: 0, end: 0.25, state: .silence, speech: 0, levelDBFS: nil, peak: 0, raw: nil, smoothed: nil,
            emotion: nil), lagMilliseconds: nil)
    static let utterance = Event.Body.utterance(
        Utterance(start: 0.5, end: 1.9, decidedAt: 2.3, posterior: Posterior([0.125, 0.875]), cut: .pause))
    static let status = Event.Body.status(
        Status(
            uptimeSeconds: 12.5, overruns: 1, gaps: 2, lostSeconds: 0.01, clients: 1, load: 0.02,
            residentBytes: 31_457_280, scheduling: .fifo, stateNorm: 4.5))
    static let gap = Event.Body.gap(Gap(start: 2.5, frames: 480, rateHz: 48_000, cause: .overrun))
}

extension WebClient {
    /// The next event, which there must be.
    func next() throws -> SentEvent { try #require(nextEvent()) }
}
