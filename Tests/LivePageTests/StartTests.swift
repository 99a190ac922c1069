import Testing

@testable import LivePage

/// Where the page can be served, and what is said where it cannot.
@Suite struct StartTests {
    @Test(arguments: [
        ("127.0.0.1:8787", "127.0.0.1:8787", true), ("localhost:80", "127.0.0.1:80", true),
        ("[::1]:0", "[::1]:0", true), ("0.0.0.0:8787", "0.0.0.0:8787", false),
        ("127.8.8.8:1", "127.8.8.8:1", true), ("192.0.2.1:65535", "192.0.2.1:65535", false),
        ("[2001:db8::1]:1", "[2001:db8::1]:1", false),
    ])
    func anAddressIsUnderstood(_ text: String, _ place: String, _ isLoopback: Bool) throws {
        let address = try #require(PageAddress(text))
        #expect(address.text == place && address.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "8787", ":8787", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
        "example.com:80", "::1:80", "[::1]", "[127.0.0.1]:80", "127.0.0.1:80/", "127.1:80",
        "http://127.0.0.1:80",
        "127.0.0.1:80:80", "a@127.0.0.1:80",
    ])
    func nonsenseIsNoAddress(_ text: String) {
        #expect(PageAddress(text) == nil)
    }

    @Test func aPortInUseIsSaidWithItsRemedy() throws {
        let host = try PageHost()
        let address = PageAddress(host: "127.0.0.1", port: host.port)
        let second = LivePageServer(LivePageOptions(address: address), hello: PageHost.hello("b"))
        let failure = #expect(throws: LivePageError.self) { try second.start() }
        #expect(
            failure?.description
                == "cannot serve the live page on 127.0.0.1:\(host.port): "
                + "in use by another program; stop it, or choose another port with --http")
        #expect(try host.ask("/healthz").status == 200)
    }

    @Test func anAddressOfAnotherMachineIsSaidToBeOne() throws {
        let address = PageAddress(host: "192.0.2.1", port: 8787)
        let token = AccessToken("0123456789abcdef")
        let server = LivePageServer(
            LivePageOptions(address: address, token: token), hello: PageHost.hello("a"))
        let failure = #expect(throws: LivePageError.self) { try server.start() }
        #expect(failure?.description.contains("this machine has no such address") == true)
        #expect(server.address == nil)
    }

    @Test func itsPortIsFreeAgainAtOnce() throws {
        var host = try PageHost()
        let port = host.port
        try host.end()
        let address = PageAddress(host: "127.0.0.1", port: port)
        // Closing is the old server's thread's business, and takes it a moment.
        var place: PageAddress?
        while place == nil {
            let next = LivePageServer(LivePageOptions(address: address), hello: PageHost.hello("b"))
            try? next.start()
            place = next.address
        }
        #expect(place == address)
    }
}
