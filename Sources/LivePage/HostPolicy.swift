/// Which requests may have come from the page itself, or from somebody who was meant to ask.
///
/// Any page that a person looks at can make their browser ask `127.0.0.1`, and a name of its own can be made to
/// stand for that address (DNS rebinding). A browser says where a request comes from; this believes it when it says
/// so, and lets programs, which say nothing, pass.
struct HostPolicy: Sendable {
    /// Whether the page is served on the loopback interface alone.
    let isLoopbackOnly: Bool
    /// The names that the page may be asked for by, in lower case.
    let names: Set<String>

    /// Whether a request asks for this server.
    ///
    /// Addresses cannot be rebound, names can: those that pass are `localhost` and the ones that were allowed.
    func accepts(host authority: String?) -> Bool {
        guard let authority, let parts = Authority(authority) else { return false }
        if parts.host == "localhost" || names.contains(parts.host) { return true }
        return isLoopbackOnly ? Authority.isLoopback(parts.host) : Authority.isAddress(parts.host)
    }

    /// Whether the page that a request comes from is this server's own; nil is no page.
    func accepts(origin: String?, host authority: String?) -> Bool {
        guard let origin else { return true }
        guard let end = origin.firstRange(of: "://") else { return false }
        guard ["http", "https"].contains(origin[..<end.lowerBound].lowercased()),
            let parts = Authority(origin[end.upperBound...])
        else { return false }
        // The port too: another server of this machine's is not this one.
        return authority.flatMap { Authority($0) } == parts || names.contains(parts.host)
    }

    /// Whether a browser may use the answer where it says it will: nowhere in another site's page.
    ///
    /// `Sec-Fetch-Site` and `Sec-Fetch-Mode` (W3C, Fetch Metadata). Following a link here is a person's own choice.
    func accepts(fetchSite site: String?, mode: String?) -> Bool {
        guard let site, site != "same-origin", site != "none" else { return true }
        return mode == "navigate"
    }
}
