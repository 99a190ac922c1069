import ArgumentParser
import LivePage

/// The options of `listen` that concern the live page.
struct PageFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Serve the live page there, such as 127.0.0.1:8787, also UNDERTONE_HTTP.",
            valueName: "address:port"))
    var http: String?

    @Flag(
        help: ArgumentHelp(
            "Let other machines reach the page: plain HTTP, for behind a TLS proxy. Needs a token."))
    var httpAllowRemote = false

    @Option(
        help: ArgumentHelp(
            "A file with the token that the page asks for (or the variable UNDERTONE_HTTP_TOKEN).",
            valueName: "file"))
    var httpTokenFile: String?

    @Option(
        help: ArgumentHelp(
            "Names that the page may be asked for by, such as a proxy's, with commas between.",
            valueName: "names"))
    var httpNames: String?

    /// How the page is served; nil without one.
    func options(_ configuration: Configuration) throws -> LivePageOptions? {
        guard let address = try Settings.http.resolve(http, configuration) else { return nil }
        let allowsRemote = try Settings.httpAllowRemote.resolve(httpAllowRemote ? "on" : nil, configuration)
        let token = try token(configuration)
        if !address.isLoopback {
            guard allowsRemote else {
                throw ValidationError(
                    "other machines would reach \(address.text): serve on 127.0.0.1, or add --http-allow-remote"
                )
            }
            guard token != nil else {
                throw ValidationError(
                    "--http-allow-remote needs a token: --http-token-file FILE, or UNDERTONE_HTTP_TOKEN")
            }
        }
        return LivePageOptions(
            address: address, token: token, names: try Settings.httpNames.resolve(httpNames, configuration))
    }

    /// The token, from the variable or a file: arguments can be read by every user of the machine.
    private func token(_ configuration: Configuration) throws -> AccessToken? {
        var source = "UNDERTONE_HTTP_TOKEN"
        var text = environment(source) ?? ""
        if text.isEmpty, let path = try Settings.httpTokenFile.resolve(httpTokenFile, configuration) {
            guard let bytes = TextFile.bytes(at: path) else {
                throw ProgramFailure("cannot read the token in \(path): \(systemErrorText())")
            }
            text = String(decoding: bytes, as: UTF8.self)
            source = path
        }
        if text.isEmpty, source == "UNDERTONE_HTTP_TOKEN" { return nil }
        guard let token = AccessToken(text) else {
            throw ProgramFailure(
                "the token in \(source) is too short: at least \(AccessToken.shortest) characters, "
                    + "such as those of `openssl rand -hex 16`")
        }
        return token
    }
}
