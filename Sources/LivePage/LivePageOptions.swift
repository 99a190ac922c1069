internal import NIOCore

/// How the live page is served.
public struct LivePageOptions: Sendable, Equatable {
    /// Where.
    public var address: PageAddress
    /// What a reader must know; nil for everybody who reaches the page.
    public var token: AccessToken?
    /// Names that the page may be asked for by, beside its address and `localhost`.
    public var names: Set<String>
    /// What one connection may cost.
    var limits = ConnectionLimits()

    /// A page at `address`.
    ///
    /// - Precondition: a page that other machines can reach has a token.
    public init(address: PageAddress, token: AccessToken? = nil, names: Set<String> = []) {
        precondition(address.isLoopback || token != nil, "a page for other machines needs a token")
        self.address = address
        self.token = token
        self.names = Set(names.map { $0.lowercased() })
    }
}

/// Why there is no live page.
public struct LivePageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened, to what, and what to do.
    public var description: String
}
