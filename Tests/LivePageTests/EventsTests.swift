import Glibc
import Publishing
import TestSupport
import Testing

@testable import LivePage

/// `/events`: the stream as server-sent events.
@Suite struct EventsTests {
    private func numbers(_ client: WebClient, _ count: Int) throws -> [Int] {
        try (0..<count).map { _ in
            let event = try client.next()
            return try #require(EventIdentifier(event.id)).seq
        }
    }

    @Test func everyEventCarriesItsLineAndItsNumber() throws {
        var host = try PageHost()
        let (client, hello) = try host.follow()
        #expect(hello.id == "feed:0")
        #expect(try JSONValue(parsing: hello.data)["event"]?.string == "hello")
        try host.say(PageHost.speaking, PageHost.utterance, PageHost.gap)
        for (seq, name) in [(1, "estimate"), (2, "utterance"), (3, "gap")] {
            let event = try client.next()
            let line = try JSONValue(parsing: event.data)
            #expect(event.id == "feed:\(seq)" && line["seq"] == .number(Double(seq)))
            #expect(line["event"]?.string == name)
        }
        try host.end()
        #expect(try JSONValue(parsing: try client.next().data)["event"]?.string == "end")
        #expect(client.nextEvent() == nil)
    }

    @Test func whoComesBackGetsWhatItMissed() throws {
        var host = try PageHost()
        let (witness, _) = try host.follow()
        try host.say(PageHost.speaking, PageHost.silent, PageHost.speaking)
        #expect(try numbers(witness, 3) == [1, 2, 3])
        let (client, hello) = try host.follow("/events", "Last-Event-ID: feed:1")
        #expect(hello.id == "feed:1")
        try host.say(PageHost.speaking)
        #expect(try numbers(client, 3) == [2, 3, 4])
    }

    @Test func whoComesLateMayHaveThePast() throws {
        var host = try PageHost()
        let (witness, _) = try host.follow()
        try host.say(PageHost.speaking, PageHost.status, PageHost.speaking)
        #expect(try numbers(witness, 3) == [1, 2, 3])
        let (client, hello) = try host.follow("/events?history")
        #expect(hello.id == "feed:0")
        #expect(try numbers(client, 3) == [1, 2, 3])
    }

    @Test(arguments: [
        "feed:99", "feed:-1", "feed:", ":1", "1", "other:1", "feed:1:2", "feed:00000000000000000000001",
        "feed:1e3", "ärger:1", "feed: 1", String(repeating: "x", count: 4000),
    ])
    func anIdentifierOfNothingIsAFreshStart(_ identifier: String) throws {
        var host = try PageHost()
        let (witness, _) = try host.follow()
        try host.say(PageHost.speaking, PageHost.speaking)
        #expect(try numbers(witness, 2) == [1, 2])
        let (client, hello) = try host.follow("/events", "Last-Event-ID: \(identifier)")
        #expect(hello.id == "feed:2")
        try host.say(PageHost.speaking)
        #expect(try numbers(client, 1) == [3])
    }

    @Test func aHistoryThatIsOverIsAFreshStart() throws {
        var host = try PageHost()
        let (witness, _) = try host.follow()
        // 120 s of input, a quarter of a second apart, and some more.
        for seq in 1...600 {
            try host.say(PageHost.silent)
            #expect(try numbers(witness, 1) == [seq])
        }
        #expect(try host.follow("/events", "Last-Event-ID: feed:100").1.id == "feed:600")
        let (client, hello) = try host.follow("/events", "Last-Event-ID: feed:590")
        #expect(hello.id == "feed:590")
        #expect(try numbers(client, 10) == Array(591...600))
    }

    /// One that never reads misses estimates and is closed in the end; the others get every line.
    @Test func aStuckReaderDelaysNobody() throws {
        var host = try PageHost()
        let stuck = try host.connect()
        stuck.narrow()
        stuck.ask("/events")
        let (good, _) = try host.follow()
        while host.server.clientCount < 2 { sched_yield() }
        var seq = 0
        while host.server.dropped < 100 {
            seq += 1
            try host.say(PageHost.speaking)
            #expect(try numbers(good, 1) == [seq])
        }
        try host.say(PageHost.status)
        #expect(try JSONValue(parsing: try #require(good.nextEvent()).data)["dropped"] == .number(0))
        try host.say(PageHost.speaking)
        #expect(try numbers(good, 1) == [seq + 2])
    }

    @Test func oneReaderTooManyIsToldSo() throws {
        let host = try PageHost()
        let readers = try (0..<EventHub.mostClients).map { _ in try host.follow().0 }
        let answer = try host.ask("/events")
        #expect(answer.status == 503 && answer.fields["retry-after"] == "10")
        #expect(try host.ask("/").status == 200)
        #expect(host.server.clientCount == readers.count)
    }

    @Test func aReaderThatGoesAwayIsForgotten() throws {
        var host = try PageHost()
        do {
            let (client, _) = try host.follow()
            #expect(host.server.clientCount == 1)
            _ = client
        }
        while host.server.clientCount > 0 {
            try host.say(PageHost.silent)
            sched_yield()
        }
    }

    @Test func headersAloneAreNoReader() throws {
        let host = try PageHost()
        #expect(try host.ask("/events", "HEAD").status == 200)
        #expect(host.server.clientCount == 0)
    }
}
