import Glibc

// SAFETY: a test uses a client from one thread.
/// A client of a Unix stream socket that reads whole lines; every read waits for as long as it takes.
public final class SocketClient: @unchecked Sendable {
    /// The connection; −1 once closed.
    public private(set) var descriptor: Int32
    private var unread: [UInt8] = []

    /// Connects to a path, or to `@name` in the abstract space; nil where nobody listens.
    public init?(_ address: String) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let bytes = address.hasPrefix("@") ? [0] + Array(address.dropFirst().utf8) : Array(address.utf8)
        let length = bytes.first == 0 ? 2 + bytes.count : MemoryLayout<sockaddr_un>.size
        // SAFETY: sun_path begins after two bytes and has room for 108; tests use shorter names.
        unsafe withUnsafeMutableBytes(of: &name) { raw in
            for (index, byte) in bytes.enumerated() { unsafe raw[2 + index] = byte }
        }
        let failure = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(length))
            }
        }
        guard failure == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { disconnect() }

    /// Goes away.
    public func disconnect() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// Sends bytes; false when nobody takes them.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        sendAll(bytes, to: descriptor)
    }

    /// The next line, without its line feed; nil at the end.
    public func nextLine() -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeFirst(end + 1)
                return line
            }
            var block = [UInt8](repeating: 0, count: 65_536)
            // SAFETY: reads at most as many bytes as the array has.
            let count = unsafe read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            unread += block[..<count]
        }
    }

    /// The next line of an event, and nil at the end.
    public func nextEvent(_ name: String) -> JSONValue? {
        while let line = nextLine() {
            guard let value = try? JSONValue(parsing: line) else { continue }
            if value["event"]?.string == name { return value }
        }
        return nil
    }

    /// Every line to the end, parsed.
    public func rest() throws -> [JSONValue] {
        var lines: [JSONValue] = []
        while let line = nextLine() { lines.append(try JSONValue(parsing: line)) }
        return lines
    }
}

/// Sends bytes through a socket; false when nobody takes them.
public func sendAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        // SAFETY: the pointer is valid for the call, which reads no more than `count` bytes of it.
        let count = unsafe rest.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0, errno == EINTR { continue }
        if count < 0 { return false }
        rest = rest.dropFirst(count)
    }
    return true
}
