import Crypto
import FoundationEssentials
import Plotting
import Testing

@testable import LivePage

/// The report of a test names the page; it does not print all of its bytes.
extension EmbeddedPage: CustomTestStringConvertible {
    var testDescription: String { html == EmbeddedPage.live.html ? "live" : "login" }
}

/// The pages that are part of the program.
@Suite struct EmbeddedPageTests {
    @Test(arguments: [EmbeddedPage.live, .login])
    func aPageIsSmallAndNeedsNobodyElse(_ page: EmbeddedPage) {
        #expect(page.html.count < 60_000)
        let text = String(decoding: page.html, as: UTF8.self)
        for foreign in ["http://", "https://", "//cdn", "url(", "@import", "src=", "style=\"", "onclick=\""] {
            #expect(!text.contains(foreign), "\(foreign)")
        }
    }

    @Test(arguments: [EmbeddedPage.live, .login])
    func thePolicyAllowsWhatIsInIt(_ page: EmbeddedPage) {
        let text = String(decoding: page.html, as: UTF8.self)
        for tag in ["script", "style"] {
            let parts = text.components(separatedBy: "<\(tag)>").dropFirst()
            for part in parts {
                let inside = part.components(separatedBy: "</\(tag)>")[0]
                let hash = Data(SHA256.hash(data: Data(inside.utf8))).base64EncodedString()
                #expect(page.policy.contains("\(tag)-src 'sha256-\(hash)'"))
            }
            #expect(page.policy.contains("\(tag)-src 'none'") == parts.isEmpty)
        }
        #expect(page.policy.hasPrefix("default-src 'none'; "))
        #expect(!page.policy.contains("unsafe"))
    }

    @Test func thePageIsServedAsItIs() throws {
        let answer = try PageHost().ask("/")
        #expect(Array(answer.body.utf8) == EmbeddedPage.live.html)
        #expect(answer.fields["content-security-policy"] == EmbeddedPage.live.policy)
        #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
        for (name, value) in [
            ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("cache-control", "no-store"),
            ("referrer-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
        ] {
            #expect(answer.fields[name] == value)
        }
    }

    /// An emotion has one colour, wherever it is drawn.
    @Test(arguments: ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise", "calm"])
    func anEmotionLooksAsInThePictures(_ label: String) {
        let text = String(decoding: EmbeddedPage.live.html, as: UTF8.self)
        #expect(text.contains("\(label): '\(EmotionColours.colour(of: label).hexadecimal)'"))
    }
}
