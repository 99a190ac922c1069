import Glibc
import TestSupport

/// An answer of a web server.
struct WebAnswer {
    let status: Int
    /// The fields, by their names in lower case.
    let fields: [String: String]
    var body = ""
}

/// One event of a stream of server-sent events.
struct SentEvent: Equatable {
    var id: String
    var data: String
}

// SAFETY: a test uses a client from one thread at a time.
/// A client of a web server, made of a bare socket: it can also do what no browser would.
final class WebClient: @unchecked Sendable {
    private let descriptor: Int32
    private var unread: [UInt8] = []
    /// Bytes of a body in chunks that are decoded and not taken yet.
    private var decoded: [UInt8] = []

    /// Connects to a port of this machine; nil where nobody listens.
    init?(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // SAFETY: sockaddr_in and sockaddr share their first member, as connect(2) expects.
        let failure = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard failure == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Takes little from the kernel at a time, so that a reader that stops is soon full.
    func narrow() {
        var bytes: Int32 = 4096
        // SAFETY: reads one number of the length given.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends bytes; false when nobody takes them.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        sendAll(bytes, to: descriptor)
    }

    /// Sends a request without a body.
    func ask(_ path: String, _ method: String = "GET", host: String = "localhost", _ fields: String...) {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)"] + fields + ["", ""]
        send(Array(lines.joined(separator: "\r\n").utf8))
    }

    /// The head of the next answer; nil at the end.
    func head() -> WebAnswer? {
        guard let first = line() else { return nil }
        let words = first.split(separator: " ")
        var fields: [String: String] = [:]
        while let text = line(), !text.isEmpty {
            let parts = text.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased(), default: ""] += parts.count > 1 ? parts[1].drop { $0 == " " } : ""
        }
        return words.count > 1 ? Int(words[1]).map { WebAnswer(status: $0, fields: fields) } : nil
    }

    /// The next answer, with a body of stated length.
    func answer() -> WebAnswer? {
        guard var answer = head() else { return nil }
        let length = answer.fields["content-length"].flatMap { Int($0) } ?? 0
        answer.body = String(decoding: bytes(length), as: UTF8.self)
        return answer
    }

    /// The next event of a stream whose head was read; comments and what stands before the first are left out.
    func nextEvent() -> SentEvent? {
        var event = SentEvent(id: "", data: "")
        while let line = chunkedLine() {
            if line.isEmpty {
                if !event.data.isEmpty { return event }
            } else if line.hasPrefix("id: ") {
                event.id = String(line.dropFirst(4))
            } else if line.hasPrefix("data: ") {
                event.data += line.dropFirst(6)
            }
        }
        return nil
    }

    /// Whether the server has closed and everything is read; waits for either.
    var isAtEnd: Bool { unread.isEmpty && !fill() }

    // MARK: -

    private func fill() -> Bool {
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            // SAFETY: reads at most as many bytes as the array has.
            let count = unsafe read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            unread += block[..<count]
            return true
        }
    }

    private func bytes(_ count: Int) -> [UInt8] {
        while unread.count < count, fill() {}
        defer { unread.removeFirst(min(count, unread.count)) }
        return Array(unread.prefix(count))
    }

    /// The next line, without its end; nil at the end.
    private func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let text = String(decoding: unread[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
                unread.removeFirst(end + 1)
                return text
            }
            guard fill() else { return nil }
        }
    }

    private func chunkedLine() -> String? {
        while true {
            if let end = decoded.firstIndex(of: UInt8(ascii: "\n")) {
                let text = String(decoding: decoded[..<end], as: UTF8.self)
                decoded.removeFirst(end + 1)
                return text
            }
            guard let size = line().flatMap({ Int($0, radix: 16) }), size > 0 else { return nil }
            decoded += bytes(size)
            _ = line()
        }
    }
}
