internal import Crypto
internal import Publishing

/// What a reader must know where the page is not for everybody.
///
/// The token is shown once, to a form or in an `Authorization` header; a browser gets a cookie in exchange, since an
/// event stream sends no headers of its own. The cookie is a day and its authentication code under the token: it
/// outlives a restart of the program and ends with the token.
public struct AccessToken: Sendable, Equatable {
    /// The fewest bytes of a token: guessing one must be hopeless.
    public static let shortest = 16
    /// How long a cookie is good for.
    static let cookieDays = 30
    /// The cookie's name.
    static let cookieName = "undertone"

    private let digest: SHA256Digest
    private let key: SymmetricKey

    /// A token, white space at its ends left out; nil for one that is too short.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let first = bytes.firstIndex { $0 > 0x20 } ?? 0
        let last = bytes.lastIndex { $0 > 0x20 } ?? -1
        guard last - first + 1 >= Self.shortest else { return nil }
        let token = Array(bytes[first...last])
        digest = SHA256.hash(data: token)
        key = SymmetricKey(data: token)
    }

    /// Whether two tokens are the same.
    public static func == (one: AccessToken, other: AccessToken) -> Bool { one.digest == other.digest }

    /// Whether `candidate` is the token; takes as long for a wrong one as for the right one of its length.
    ///
    /// Digests are compared, all bytes of them in every case.
    func matches(_ candidate: String) -> Bool {
        SHA256.hash(data: Array(candidate.utf8)) == digest
    }

    /// A new cookie's value.
    func cookie(at moment: Timestamp = .now()) -> String {
        let day = Self.day(of: moment)
        return "\(day).\(hexadecimal(HMAC<SHA256>.authenticationCode(for: Self.message(day), using: key)))"
    }

    /// Whether a cookie was given out for this token and is still good.
    func accepts(cookie value: String, at moment: Timestamp = .now()) -> Bool {
        let parts = value.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let day = Int(parts[0]), let code = Self.bytes(hexadecimal: parts[1]) else {
            return false
        }
        let age = Self.day(of: moment) - day
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Self.message(day), using: key)
            && (0...Self.cookieDays).contains(age)
    }

    private static func day(of moment: Timestamp) -> Int { moment.millisecondsSince1970 / 86_400_000 }

    private static func message(_ day: Int) -> [UInt8] { Array("undertone cookie \(day)".utf8) }

    private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 2 * SHA256.byteCount, digits.allSatisfy({ $0 != nil }) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
