import Glibc
import NIOCore
import Publishing
import TestSupport
import Testing

@testable import LivePage

/// Requests that are wrong, and that the server is none the worse for.
@Suite struct RequestTests {
    @Test(arguments: [
        ("/", "GET", 200), ("/", "HEAD", 200), ("/healthz", "GET", 200), ("/metrics", "GET", 200),
        ("/nothing", "GET", 404), ("/../etc/passwd", "GET", 404), ("/%2e%2e/x", "GET", 404),
        ("//", "GET", 404),
        ("/login", "GET", 404), ("/", "POST", 405), ("/events", "DELETE", 405), ("/metrics", "PUT", 405),
        ("/healthz", "OPTIONS", 405),
    ])
    func everyRequestHasItsStatus(_ path: String, _ method: String, _ status: Int) throws {
        let host = try PageHost()
        let client = try host.connect()
        client.ask(path, method)
        let answer = try #require(client.head())
        #expect(answer.status == status)
        #expect((answer.fields["allow"] == "GET, HEAD") == (status == 405))
        #expect(answer.fields["cache-control"] == "no-store")
    }

    @Test func healthIsOneWord() throws {
        #expect(try PageHost().ask("/healthz").body == "ok\n")
    }

    @Test(arguments: [
        "evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1",
        "user@localhost",
        "", "[::1", "localhost:99999", "8.8.8.8:8787",
    ])
    func aForeignNameIsRefused(_ name: String) throws {
        let host = try PageHost()
        #expect(try host.ask("/", host: name).status == 421)
        #expect(try host.ask("/events", host: name).status == 421)
    }

    @Test(arguments: ["localhost", "LOCALHOST:8787", "127.0.0.1", "127.0.0.1:1", "[::1]:8787", "mic.example"])
    func itsOwnNamesAreAccepted(_ name: String) throws {
        #expect(try PageHost(names: ["Mic.example"]).ask("/", host: name).status == 200)
    }

    @Test func noHostOrTwoAreRefused() throws {
        let host = try PageHost()
        let none = try host.connect()
        none.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
        #expect(none.head()?.status == 421)
        let two = try host.connect()
        two.send(Array("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n".utf8))
        #expect(two.head()?.status == 421)
    }

    @Test(arguments: [
        ("Origin: http://evil.example", 403), ("Origin: null", 403), ("Origin: http://localhost:9999", 403),
        ("Origin: file://localhost", 403), ("Origin: http://localhost", 200),
        ("Sec-Fetch-Site: cross-site", 403),
        ("Sec-Fetch-Site: same-site", 403), ("Sec-Fetch-Site: same-origin", 200),
        ("Sec-Fetch-Site: none", 200),
    ])
    func anotherSitesPageIsRefused(_ field: String, _ status: Int) throws {
        let host = try PageHost()
        #expect(try host.ask("/metrics", "GET", host: "localhost", field).status == status)
    }

    @Test func aLinkFromElsewhereMayBeFollowed() throws {
        let client = try PageHost().connect()
        client.ask("/", "GET", host: "localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
        #expect(client.answer()?.status == 200)
    }

    @Test func aHeadOfTenMegabytesIsRefused() throws {
        let host = try PageHost()
        let client = try host.connect()
        client.send(Array("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".utf8))
        client.send([UInt8](repeating: UInt8(ascii: "x"), count: 10 << 20))
        #expect(client.head()?.status == 431)
        #expect(client.isAtEnd)
        #expect(try host.ask("/").status == 200)
    }

    @Test func aThousandHeadersAreRefused() throws {
        let host = try PageHost()
        let client = try host.connect()
        let fields = (0..<1000).map { "X\($0): 1\r\n" }.joined()
        client.send(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n".utf8))
        #expect(client.head()?.status == 431)
    }

    @Test func aBodyTooLongIsRefused() throws {
        let host = try PageHost(token: "0123456789abcdef")
        let client = try host.connect()
        client.ask("/login", "POST", host: "localhost", "Content-Length: 1000000")
        client.send([UInt8](repeating: UInt8(ascii: "x"), count: 8192))
        #expect(client.head()?.status == 413)
    }

    @Test(arguments: [
        "hello\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\0\u{1}\u{2}\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
    ])
    func whatIsNoHTTPIsRefused(_ text: String) throws {
        let host = try PageHost()
        let client = try host.connect()
        client.send(Array(text.utf8))
        #expect(client.head()?.status == 400)
        #expect(try host.ask("/").status == 200)
    }

    /// Whoever dawdles is answered and closed by the server, while a reader goes on.
    @Test(arguments: ["", "GET / HT", "GET / HTTP/1.1\r\nHost: local"])
    func aRequestThatNeverEndsIsClosed(_ start: String) throws {
        var limits = ConnectionLimits()
        limits.requestTime = .milliseconds(200)
        var host = try PageHost(limits: limits)
        let slow = try host.connect()
        slow.send(Array(start.utf8))
        #expect(slow.head()?.status == 408)
        #expect(slow.isAtEnd)
        // The limit is for requests alone: a reader may listen for as long as it likes.
        let reader = try host.connect()
        reader.ask("/events")
        #expect(reader.head()?.status == 200)
        let another = try host.connect()
        #expect(another.head()?.status == 408)
        try host.say(PageHost.speaking)
        #expect(reader.nextEvent() != nil && reader.nextEvent()?.id == "feed:1")
    }

    @Test func connectionsAreKeptAndPipelined() throws {
        let client = try PageHost().connect()
        client.ask("/healthz")
        client.ask("/nothing")
        client.ask("/healthz")
        #expect((0..<3).map { _ in client.answer()?.status } == [200, 404, 200])
    }
}
