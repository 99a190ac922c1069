/// One system call as strace writes it, and whether samples may have left the process by it.
///
/// Only what is known to be harmless is allowed: a new way out fails until somebody has looked at it.
struct TraceLine {
    /// The name of the call; empty where the line shows none.
    let call: Substring
    /// Its arguments and its result.
    private let rest: Substring

    /// What lines of the stream begin with, as strace quotes it.
    private static let lineStart = "{\\\"v\\\":1"

    /// Takes a line such as `4120 write(1<pipe:[5]>, "{\"v\":1,\"event"..., 512) = 512`.
    init(_ line: Substring) {
        let words = line.drop { $0.isNumber }.drop { $0 == " " }
        let end = words.firstIndex(of: "(") ?? words.startIndex
        call = words[..<end]
        rest = words[end...].dropFirst()
    }

    /// Whether it hands a line of the stream to a socket.
    var sendsLine: Bool {
        isToSocket && buffers.contains { $0.hasPrefix(Self.lineStart) }
    }

    /// Whether it can have carried nothing but lines, words and wake-ups.
    var isHarmless: Bool {
        switch call {
        case "open", "openat", "creat": !isForWriting || rest.contains("\"/dev/null\"") || isOfTestDevice
        case "socket": rest.hasPrefix("AF_UNIX")
        case "write", "pwrite64", "writev", "pwritev", "pwritev2": isHarmlessWrite
        case "send", "sendto", "sendmsg", "sendmmsg": areLines
        case "sendfile", "splice", "tee", "vmsplice", "process_vm_writev", "io_uring_setup":
            false
        default: true
        }
    }

    private var isForWriting: Bool {
        call == "creat" || ["O_WRONLY", "O_RDWR", "O_CREAT"].contains { rest.contains($0) }
    }

    /// The microphone of the tests logs what a busy machine made it lose.
    private var isOfTestDevice: Bool { rest.contains("/losses-") }

    private var isHarmlessWrite: Bool {
        if rest.hasPrefix("2<") { return buffers.allSatisfy { $0.hasPrefix("undertone: ") } }
        if rest.hasPrefix("1<") || isToSocket { return areLines }
        if isOfTestDevice { return true }
        // A wake-up.
        let isWakeUp = descriptor.hasPrefix("pipe:[") || descriptor.contains("eventfd")
        return isWakeUp && (length ?? .max) <= 8
    }

    private var isToSocket: Bool { descriptor.hasPrefix("socket:[") || descriptor.hasPrefix("UNIX") }

    /// What the first argument is, as -y shows it.
    private var descriptor: Substring {
        let start = rest.drop { $0 != "<" && $0 != "," }.dropFirst()
        return start.prefix { $0 != ">" }
    }

    /// Whether something is sent and all of it begins with a line of the stream.
    private var areLines: Bool {
        !buffers.isEmpty && buffers.allSatisfy { $0.hasPrefix(Self.lineStart) }
    }

    /// The beginnings of all that is handed over: one buffer, or each of a vector.
    private var buffers: [Substring] {
        let isVector = ["writev", "pwritev", "pwritev2", "sendmsg", "sendmmsg"].contains(call)
        let mark = isVector ? "iov_base=\"" : ", \""
        var left = rest
        var found: [Substring] = []
        while let start = Self.end(of: mark, in: left) {
            left = left[start...]
            found.append(left)
            if !isVector { break }
        }
        return found
    }

    /// Where the first `text` ends; nil where there is none.
    private static func end(of text: String, in line: Substring) -> Substring.Index? {
        var place = line.startIndex
        while place < line.endIndex {
            if line[place...].hasPrefix(text) { return line.index(place, offsetBy: text.count) }
            place = line.index(after: place)
        }
        return nil
    }

    /// The last argument: ` 8) = 8`.
    private var length: Int? {
        rest.split(separator: ",").last.flatMap { Int($0.drop { $0 == " " }.prefix { $0.isNumber }) }
    }
}
