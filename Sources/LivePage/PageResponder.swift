internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers the requests: who may ask, then what there is, then how it may be asked for.
struct PageResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let hub: EventHub
    let policy: HostPolicy
    let token: AccessToken?

    func respond(to request: Request, context: Context) async throws -> Response {
        var response = await answer(request)
        for (name, value) in Self.everywhere { response.headers[name] = value }
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// What every answer says: keep nothing, guess nothing, show it nowhere else.
    private static let everywhere: [(HTTPField.Name, String)] = [
        (.cacheControl, "no-store"), (.xContentTypeOptions, "nosniff"), (.referrerPolicy, "same-origin"),
        (.crossOriginResourcePolicy, "same-origin"), (.crossOriginOpenerPolicy, "same-origin"),
        (.xFrameOptions, "DENY"),
    ]

    private func answer(_ request: Request) async -> Response {
        let headers = request.headers
        // One `Host` and no more: two would let two programs each believe their own.
        guard headers[values: .secondHost].isEmpty, policy.accepts(host: request.head.authority) else {
            return .text(.misdirectedRequest, "this server is not called that; see --http-names")
        }
        guard policy.accepts(origin: headers[.origin], host: request.head.authority),
            policy.accepts(fetchSite: headers[.secFetchSite], mode: headers[.secFetchMode])
        else { return .text(.forbidden, "another site's page may not ask for this") }
        guard let route = Route(path: request.uri.path, hasToken: token != nil) else {
            return .text(.notFound, "there is nothing here; the page is at /")
        }
        guard route.methods.contains(request.method) else {
            var response = Response.text(.methodNotAllowed, "only \(route.allowed)")
            response.headers[.allow] = route.allowed
            return response
        }
        guard !route.isGuarded || mayRead(headers) else { return refuse(route) }
        return await respond(to: request, at: route)
    }

    private func respond(to request: Request, at route: Route) async -> Response {
        switch route {
        case .page: return .page(.live)
        case .events: return await events(request)
        case .metrics:
            return .text(.ok, await hub.metricsText(), as: PrometheusText.contentType, endsLine: false)
        case .health:
            return await hub.isLive ? .text(.ok, "ok") : .text(.serviceUnavailable, "the stream has ended")
        case .login: return request.method == .post ? await logIn(request) : .page(.login)
        }
    }

    // MARK: - Events

    private func events(_ request: Request) async -> Response {
        guard await hub.hasRoom else {
            var response = Response.text(.serviceUnavailable, "no room for one more reader; try again later")
            response.headers[.retryAfter] = "10"
            return response
        }
        let last = request.headers[.lastEventID].flatMap { EventIdentifier($0) }
        let wantsHistory = request.uri.query == "history"
        var response = Response(
            status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"],
            body: ResponseBody { [hub] writer in
                let reader = await hub.join(after: last, wantsHistory: wantsHistory)
                do {
                    // A browser whose connection breaks comes back after this long, in milliseconds.
                    try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
                    while let bytes = await hub.nextBytes(for: reader) {
                        try await writer.write(ByteBuffer(bytes: bytes))
                    }
                    await hub.leave(reader)
                    try await writer.finish(nil)
                } catch {
                    await hub.leave(reader)
                    throw error
                }
            })
        // A proxy must hand lines on as they come.
        response.headers[.xAccelBuffering] = "no"
        return response
    }

    // MARK: - The token

    private func mayRead(_ headers: HTTPFields) -> Bool {
        guard let token else { return true }
        if let field = headers[.authorization] {
            let parts = field.split(separator: " ", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == "bearer" && token.matches(String(parts[1]))
        }
        return headers[values: .cookie].joined(separator: ";").split(separator: ";").contains { pair in
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0] == AccessToken.cookieName
                && token.accepts(cookie: String(parts[1]))
        }
    }

    /// A person is led to the form, a program is told what is missing.
    private func refuse(_ route: Route) -> Response {
        if route == .page { return .redirect(to: "/login") }
        var response = Response.text(.unauthorized, "this page needs a token, as Authorization: Bearer TOKEN")
        response.headers[.wwwAuthenticate] = "Bearer"
        return response
    }

    private struct Login: Decodable {
        var token: String
    }

    private func logIn(_ request: Request) async -> Response {
        guard let body = try? await request.body.collect(upTo: ConnectionLimits().bodyBytes),
            let login = try? URLEncodedFormDecoder().decode(Login.self, from: String(buffer: body))
        else { return .text(.badRequest, "expected a form with a token") }
        guard let token, token.matches(login.token) else { return .page(.loginAgain, .unauthorized) }
        var response = Response.redirect(to: "/")
        let age = AccessToken.cookieDays * 86_400
        response.headers[.setCookie] =
            "\(AccessToken.cookieName)=\(token.cookie()); Path=/; Max-Age=\(age); HttpOnly; SameSite=Strict"
        return response
    }
}

/// What there is to ask for.
private enum Route {
    case page
    case events
    case metrics
    case health
    case login

    init?(path: String, hasToken: Bool) {
        switch path {
        case "/": self = .page
        case "/events": self = .events
        case "/metrics": self = .metrics
        case "/healthz": self = .health
        case "/login" where hasToken: self = .login
        default: return nil
        }
    }

    var methods: [HTTPRequest.Method] { self == .login ? [.get, .head, .post] : [.get, .head] }
    var allowed: String { methods.map(\.rawValue).joined(separator: ", ") }
    /// Whether the token is needed; that the program is alive, anybody may know.
    var isGuarded: Bool { self != .health && self != .login }
}

extension Response {
    fileprivate static func text(
        _ status: HTTPResponse.Status, _ text: String, as type: String = "text/plain; charset=utf-8",
        endsLine: Bool = true
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .contentSecurityPolicy: "default-src 'none'"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: endsLine ? text + "\n" : text)))
    }

    fileprivate static func page(_ page: EmbeddedPage, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .contentSecurityPolicy: page.policy],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: page.html)))
    }

    fileprivate static func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}

extension HTTPField.Name {
    fileprivate static let secondHost = Self("Host")!
    fileprivate static let lastEventID = Self("Last-Event-ID")!
    fileprivate static let secFetchSite = Self("Sec-Fetch-Site")!
    fileprivate static let secFetchMode = Self("Sec-Fetch-Mode")!
    fileprivate static let referrerPolicy = Self("Referrer-Policy")!
    fileprivate static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy")!
    fileprivate static let xFrameOptions = Self("X-Frame-Options")!
    fileprivate static let xAccelBuffering = Self("X-Accel-Buffering")!
}
