internal import Crypto
internal import FoundationEssentials

/// A page of HTML that is part of the program, and the policy under which a browser may show it.
struct EmbeddedPage: Sendable {
    /// The document, UTF-8.
    let html: [UInt8]
    /// `Content-Security-Policy`: the page's own script and style by their hashes, its own server, nothing else.
    let policy: String

    /// The live page.
    static let live = EmbeddedPage(PackageResources.page_html)
    /// The form that takes the token.
    static let login = EmbeddedPage(PackageResources.login_html)

    /// The same form, after a token that was wrong.
    static let loginAgain = EmbeddedPage(
        Array(
            String(decoding: PackageResources.login_html, as: UTF8.self)
                .replacing("role=\"alert\" hidden", with: "role=\"alert\"").utf8))

    init(_ html: [UInt8]) {
        self.html = html
        let text = String(decoding: html, as: UTF8.self)
        policy = [
            "default-src 'none'", "script-src \(Self.hashes(of: "script", in: text))",
            "style-src \(Self.hashes(of: "style", in: text))", "img-src data:", "connect-src 'self'",
            "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }

    /// The sources that allow what stands between `<tag>` and `</tag>` (W3C, Content Security Policy 3, section 8.4).
    private static func hashes(of tag: String, in text: String) -> String {
        let hashes = text.components(separatedBy: "<\(tag)>").dropFirst().map { rest in
            let inside = rest.components(separatedBy: "</\(tag)>")[0]
            return "'sha256-\(Data(SHA256.hash(data: Array(inside.utf8))).base64EncodedString())'"
        }
        return hashes.isEmpty ? "'none'" : hashes.joined(separator: " ")
    }
}
