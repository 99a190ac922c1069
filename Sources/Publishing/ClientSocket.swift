internal import Glibc

/// The other end of a monitor's socket.
public enum ClientSocket {
    /// Connects to a monitor.
    ///
    /// - Returns: a descriptor that does not block, the caller's to close.
    /// - Throws: ``SocketError`` where nobody listens, or the caller may not connect.
    public static func connect(to address: SocketAddress) throws(SocketError) -> Int32 {
        let bytes: [UInt8]
        switch address {
        case .path(let path): bytes = Array(path.utf8)
        case .abstract(let name): bytes = [0] + Array(name.utf8)
        case .systemd: throw SocketError(description: "systemd hands sockets to the monitor; name a path")
        }
        let descriptor = try ListeningSocket.newSocket(address.text)
        let code = unsafe ListeningSocket.withAddress(bytes) { address, length in
            unsafe Glibc.connect(descriptor, address, length) == 0 ? 0 : errno
        }
        guard code == 0 else {
            close(descriptor)
            throw refusal(of: address.text, code)
        }
        return descriptor
    }

    private static func refusal(of name: String, _ code: Int32) -> SocketError {
        var error = ListeningSocket.failure("cannot connect to", name, code)
        switch code {
        case ENOENT, ECONNREFUSED:
            error.description += "; start a monitor there: undertone listen --socket \(name)"
        case EACCES: error.description += "; ask for the group that may read the socket"
        default: break
        }
        return error
    }
}
