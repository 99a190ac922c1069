internal import NIOCore

/// Where the live page is served: an address of this machine's and a port.
///
/// An address and no name: what a name stands for is for others to decide. `localhost` alone is understood.
public struct PageAddress: Sendable, Equatable {
    /// The address, such as `127.0.0.1` or `::1`.
    public let host: String
    /// The port; 0 takes any that is free.
    public let port: Int

    /// What `--http` says: `127.0.0.1:8787`, `[::1]:8787` or `localhost:8787`; nil for anything else.
    public init?(_ text: String) {
        guard let parts = Authority(text), let port = parts.port else { return nil }
        let host = parts.host == "localhost" ? "127.0.0.1" : parts.host
        guard Authority.isAddress(host) else { return nil }
        self.init(host: host, port: port)
    }

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether only programs of this machine reach it.
    public var isLoopback: Bool { Authority.isLoopback(host) }

    /// As `--http` takes it.
    public var text: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

/// A host and perhaps a port, as they stand in `Host` and behind the scheme of `Origin` (RFC 3986, section 3.2).
struct Authority: Equatable {
    /// The host in lower case, without the brackets of an IPv6 address.
    let host: String
    /// The port; nil where none is given.
    let port: Int?

    /// Parts a text; nil for what is no host, or carries a user.
    init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = String(text[text.index(after: text.startIndex)..<end])
            guard host.contains(":") else { return nil }
            rest = text[text.index(after: end)...]
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            host = String(text[..<end])
            rest = text[end...]
        }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else { return nil }
        if rest.isEmpty {
            port = nil
        } else {
            let digits = rest.dropFirst()
            guard rest.hasPrefix(":"), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = UInt16(digits)
            else { return nil }
            port = Int(number)
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Whether a host is an address rather than a name.
    static func isAddress(_ host: String) -> Bool {
        (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }

    /// Whether a host is an address of the loopback interface.
    static func isLoopback(_ host: String) -> Bool {
        host == "::1" || (isAddress(host) && host.hasPrefix("127."))
    }
}
