internal import CSystemd
internal import Glibc

/// A Unix stream socket that listens.
///
/// A file that a dead process left behind is replaced once a connection to it has been refused; one that somebody
/// listens on is never taken. Two that start at the same time take turns by a lock on the folder.
public struct ListeningSocket: Sendable {
    /// Clients that may wait to be accepted.
    private static let backlog: Int32 = 128
    /// How long another program may hold the folder's lock, in seconds: taking turns needs a few milliseconds.
    static let lockSeconds = 2.0

    /// The descriptor, listening.
    public let descriptor: Int32
    /// Where it is.
    public let address: SocketAddress
    /// The file to remove at the end, as it was made, so that no successor's is removed.
    private let file: (path: String, identity: FileIdentity)?

    /// Whether its file says who may connect; one in the abstract space lets everybody, whoever made it.
    var hasPermissions: Bool { Self.isFile(descriptor) }

    /// Makes the socket, or takes over the one from systemd.
    public init(_ address: SocketAddress, permissions: SocketPermissions = .init()) throws(SocketError) {
        try self.init(address, permissions: permissions, lockSeconds: Self.lockSeconds)
    }

    /// The same, waiting so long for the folder's lock.
    init(_ address: SocketAddress, permissions: SocketPermissions = .init(), lockSeconds: Double)
        throws(SocketError)
    {
        self.address = address
        switch address {
        case .systemd:
            descriptor = try Self.handedOver()
            file = nil
        case .abstract(let name):
            descriptor = try Self.bound(to: [0] + Array(name.utf8), "@\(name)")
            file = nil
            try Self.listen(on: descriptor, "@\(name)")
        case .path(let path):
            let folder = try Self.lockedFolder(of: path, within: lockSeconds)
            defer { close(folder) }
            try Self.removeIfDead(path)
            descriptor = try Self.bound(to: Array(path.utf8), path)
            try Self.listen(on: descriptor, path)
            try Self.grant(permissions, to: path)
            guard let identity = FileIdentity(path) else { throw Self.failure("cannot find", path, errno) }
            file = (path, identity)
        }
    }

    /// Removes the file where it is still this socket's.
    public func removeFile() {
        guard let file, FileIdentity(file.path) == file.identity else { return }
        // SAFETY: a terminated string, which lives until the call returns.
        unsafe unlink(file.path)
    }

    // MARK: - systemd

    private static func handedOver() throws(SocketError) -> Int32 {
        let count = sd_listen_fds(0)
        let first: Int32 = 3  // SD_LISTEN_FDS_START
        // SAFETY: without a path the call reads nothing of ours.
        for descriptor in first..<(first + max(0, count))
        where sd_is_socket_unix(descriptor, streamKind, 1, nil, 0) > 0 { return descriptor }
        throw SocketError(
            description:
                "systemd handed over no Unix stream socket; start undertone.socket, or name a path with --socket"
        )
    }

    // MARK: - A file

    /// Opens and locks the folder of `path`; closing it unlocks.
    private static func lockedFolder(of path: String, within seconds: Double) throws(SocketError) -> Int32 {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        // SAFETY: a terminated string, which lives until the call returns.
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot open the folder", folder, errno) }
        var left = seconds
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EINTR || code == EWOULDBLOCK, left > 0 else {
                close(descriptor)
                guard code == EWOULDBLOCK else { throw failure("cannot lock the folder", folder, code) }
                throw SocketError(
                    description:
                        "another program holds the lock of the folder \(folder); end it (fuser -v \(folder)), "
                        + "or name a path elsewhere with --socket")
            }
            usleep(10_000)
            left -= 0.01
        }
        return descriptor
    }

    /// Removes a socket file that a refused connection has proved dead.
    private static func removeIfDead(_ path: String) throws(SocketError) {
        var status = stat()
        // SAFETY: the call fills one stat, which lives until it returns.
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw SocketError(description: "\(path) is there and no socket; name another path with --socket")
        }
        let probe = try newSocket(path)
        defer { close(probe) }
        // SAFETY: the address and its length are handed on as they come, and connect(2) reads no more.
        let answer = unsafe withAddress(Array(path.utf8)) { address, length in
            unsafe connect(probe, address, length) == 0 ? 0 : errno
        }
        guard answer == ECONNREFUSED else {
            throw SocketError(
                description:
                    "\(path) is in use by another program; stop it, or name another path with --socket")
        }
        // SAFETY: a terminated string, which lives until the call returns.
        guard unsafe unlink(path) == 0 else { throw failure("cannot remove the dead socket", path, errno) }
    }

    private static func grant(_ permissions: SocketPermissions, to path: String) throws(SocketError) {
        if let name = permissions.group {
            // SAFETY: the entry is the C library's and lasts to the next call, which nothing here makes: sockets are
            // made before other threads start.
            guard let group = unsafe getgrnam(name) else {
                throw SocketError(
                    description: "there is no group \(name); create it, or choose --socket-group")
            }
            // SAFETY: as above, and the path is a terminated string.
            guard unsafe chown(path, uid_t.max, unsafe group.pointee.gr_gid) == 0 else {
                throw failure("cannot give the group \(name) to", path, errno)
            }
        }
        // SAFETY: a terminated string, which lives until the call returns.
        guard unsafe chmod(path, permissions.mode) == 0 else {
            throw failure("cannot set the mode of", path, errno)
        }
    }

    // MARK: - Any

    static func newSocket(_ name: String) throws(SocketError) -> Int32 {
        let kind = streamKind | socketFlags
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw failure("cannot make the socket", name, errno) }
        return descriptor
    }

    /// A new socket, bound; nobody may connect to its file before its permissions are granted.
    private static func bound(to bytes: [UInt8], _ name: String) throws(SocketError) -> Int32 {
        let descriptor = try newSocket(name)
        // Linux gives the file the mode of the socket, so that it is closed from its first moment.
        fchmod(descriptor, 0)
        // SAFETY: the address and its length are handed on as they come, and bind(2) reads no more.
        let code = unsafe withAddress(bytes) { address, length in
            unsafe bind(descriptor, address, length) == 0 ? 0 : errno
        }
        guard code == 0 else {
            close(descriptor)
            if code == EADDRINUSE {
                throw SocketError(
                    description: "\(name) is in use by another program; name another with --socket")
            }
            throw failure("cannot make the socket", name, code)
        }
        return descriptor
    }

    private static func listen(on descriptor: Int32, _ name: String) throws(SocketError) {
        guard Glibc.listen(descriptor, backlog) == 0 else { throw failure("cannot listen on", name, errno) }
    }

    /// Whether a socket's own name is a path.
    private static func isFile(_ descriptor: Int32) -> Bool {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        // SAFETY: the call writes at most `length` bytes of the address; sockaddr_un and sockaddr share their first
        // member, as getsockname(2) expects.
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        // The first byte of a name in the abstract space is zero, and so is that of no name at all.
        return code == 0 && address.sun_path.0 != 0
    }

    /// Calls with a `sockaddr_un` of these bytes; a leading zero makes it abstract, and then its length counts.
    static func withAddress(
        _ bytes: [UInt8], _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        precondition(bytes.count < 108)
        // SAFETY: 107 bytes at most are copied to sun_path, which has 108 and is zero before; sockaddr_un and
        // sockaddr share their first member, as bind(2) expects.
        unsafe withUnsafeMutableBytes(of: &address) { raw in
            for (index, byte) in bytes.enumerated() { unsafe raw[offset + index] = byte }
        }
        let length = bytes.first == 0 ? offset + bytes.count : MemoryLayout<sockaddr_un>.size
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(length))
            }
        }
    }

    static func failure(_ what: String, _ name: String, _ code: Int32) -> SocketError {
        // SAFETY: strerror returns a terminated string of the C library's, copied at once.
        SocketError(description: "\(what) \(name): \(unsafe String(cString: strerror(code)))")
    }
}

// Glibc imports the kinds of sockets as an enumeration, and socket(2) takes a number.
private let streamKind = Int32(SOCK_STREAM.rawValue)
private let socketFlags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

/// Which file it is: numbers of inodes are used again at once, moments are not.
private struct FileIdentity: Equatable {
    private let device: dev_t
    private let inode: ino_t
    /// When it was made: a socket is never written to, and permissions do not touch this time.
    private let seconds: Int
    private let nanoseconds: Int

    init?(_ path: String) {
        var status = stat()
        // SAFETY: the call fills one stat, which lives until it returns.
        guard unsafe lstat(path, &status) == 0 else { return nil }
        device = status.st_dev
        inode = status.st_ino
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
