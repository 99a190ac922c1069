import Publishing
import Testing

@testable import LivePage

/// A page that is not for everybody.
@Suite struct TokenTests {
    private static let token = "0123456789abcdef"
    private let moment = Timestamp(millisecondsSince1970: 1_767_225_599_999)

    private func later(days: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: moment.millisecondsSince1970 + days * 86_400_000)
    }

    @Test func aShortTokenIsNone() {
        #expect(AccessToken("0123456789abcde") == nil)
        #expect(AccessToken(" 0123456789abcde\n") == nil)
        #expect(AccessToken(Self.token + "\n")?.matches(Self.token) == true)
    }

    @Test func aCookieIsGoodForThirtyDaysAndForItsTokenAlone() throws {
        let token = try #require(AccessToken(Self.token))
        let cookie = token.cookie(at: moment)
        #expect(token.accepts(cookie: cookie, at: moment))
        #expect(token.accepts(cookie: cookie, at: later(days: 30)))
        #expect(!token.accepts(cookie: cookie, at: later(days: 31)))
        #expect(!token.accepts(cookie: cookie, at: later(days: -1)))
        #expect(AccessToken("another token of some length")?.accepts(cookie: cookie, at: moment) == false)
        let parts = cookie.split(separator: ".")
        for wrong in [
            "", ".", "1.2", String(parts[0]), "\(Int(parts[0])! + 1).\(parts[1])", cookie + "0", "x" + cookie,
        ] {
            #expect(!token.accepts(cookie: wrong, at: moment))
        }
    }

    @Test func withoutTheTokenNothingIsShown() throws {
        let host = try PageHost(token: Self.token)
        let page = try host.ask("/")
        #expect(page.status == 303 && page.fields["location"] == "/login")
        for path in ["/events", "/metrics"] {
            let answer = try host.ask(path)
            #expect(answer.status == 401 && answer.fields["www-authenticate"] == "Bearer")
            #expect(try host.ask("\(path)?token=\(Self.token)").status == 401)
            #expect(try host.ask(path, "GET", "Authorization: Bearer 0123456789abcdeF").status == 401)
            #expect(try host.ask(path, "GET", "Authorization: Basic \(Self.token)").status == 401)
            #expect(try host.ask(path, "GET", "Cookie: undertone=1.00").status == 401)
        }
        #expect(try host.ask("/healthz").status == 200)
        #expect(try host.ask("/login").status == 200)
    }

    @Test func aProgramShowsItInAHeader() throws {
        let host = try PageHost(token: Self.token)
        #expect(try host.ask("/metrics", "GET", "Authorization: Bearer \(Self.token)").status == 200)
        #expect(try host.ask("/", "GET", "authorization: bearer \(Self.token)").status == 200)
    }

    private func post(_ body: String, to host: PageHost, _ origin: String = "http://localhost") throws
        -> WebAnswer
    {
        let client = try host.connect()
        client.ask(
            "/login", "POST", host: "localhost", "Origin: \(origin)", "Content-Length: \(body.utf8.count)",
            "Content-Type: application/x-www-form-urlencoded")
        client.send(Array(body.utf8))
        return try #require(client.answer())
    }

    @Test func aPersonExchangesItForACookie() throws {
        let host = try PageHost(token: Self.token)
        let answer = try post("token=%30123456789abcdef", to: host)
        #expect(answer.status == 303 && answer.fields["location"] == "/")
        let cookie = try #require(answer.fields["set-cookie"])
        #expect(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(Self.token))
        let value = try #require(cookie.split(separator: ";").first)
        #expect(try host.ask("/", "GET", "Cookie: other=1; \(value)").status == 200)
        #expect(try host.follow("/events", "Cookie: \(value)").1.id == "feed:0")
    }

    @Test(arguments: [
        ("token=0123456789abcdeF", 401), ("token=", 401), ("", 400), ("nothing=1", 400), ("%%%", 400),
    ])
    func aBadTokenIsRefused(_ body: String, _ status: Int) throws {
        let host = try PageHost(token: Self.token)
        let answer = try post(body, to: host)
        #expect(answer.status == status && answer.fields["set-cookie"] == nil)
        #expect(answer.body.contains("<p role=\"alert\">") == (status == 401))
    }

    @Test func anotherSiteCannotLogIn() throws {
        let host = try PageHost(token: Self.token)
        #expect(try post("token=\(Self.token)", to: host, "http://evil.example").status == 403)
    }
}
