import Glibc
import TestSupport
import Testing

@testable import Publishing

@Suite struct ListeningSocketTests {
    private let root: String

    init() throws {
        root = try #require(makeTemporaryFolder("undertone-socket"))
    }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test(arguments: [0o660, 0o600, 0o666] as [UInt32])
    func aSocketsFileHasTheModeThatWasAskedFor(permissions: UInt32) throws {
        defer { removeTemporaryFolder(root) }
        let path = "\(root)/socket"
        let socket = try ListeningSocket(.path(path), permissions: .init(mode: permissions))
        #expect(mode(path) == S_IFSOCK | permissions)
        socket.removeFile()
        #expect(mode(path) == nil)
        close(socket.descriptor)
    }

    @Test func aDeadSocketIsReplacedAndALiveOneIsNot() throws {
        defer { removeTemporaryFolder(root) }
        let path = "\(root)/socket"
        let first = try ListeningSocket(.path(path))
        let error = #expect(throws: SocketError.self) { try ListeningSocket(.path(path)) }
        #expect(error?.description.contains("in use") == true)
        // The process dies: its descriptor goes, its file stays.
        close(first.descriptor)
        #expect(mode(path) != nil)
        let second = try ListeningSocket(.path(path))
        // Nobody removes what is no longer his.
        first.removeFile()
        #expect(mode(path) != nil)
        second.removeFile()
        #expect(mode(path) == nil)
        close(second.descriptor)
    }

    /// Somebody who keeps the folder's lock is told of, and not waited for without end.
    @Test func aLockedFolderIsRefusedInTheEnd() throws {
        defer { removeTemporaryFolder(root) }
        let folder = unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #expect(flock(folder, LOCK_EX) == 0)
        let error = #expect(throws: SocketError.self) {
            try ListeningSocket(.path("\(root)/socket"), lockSeconds: 0.02)
        }
        #expect(error?.description.contains("holds the lock of the folder \(root)/") == true)
        close(folder)
        let socket = try ListeningSocket(.path("\(root)/socket"), lockSeconds: 0.02)
        close(socket.descriptor)
    }

    @Test func onlyASocketWithAFileHasPermissions() throws {
        defer { removeTemporaryFolder(root) }
        let file = try ListeningSocket(.path("\(root)/socket"))
        let name = try ListeningSocket(.abstract("undertone-permissions-\(getpid())"))
        #expect(file.hasPermissions && !name.hasPermissions)
        for socket in [file, name] { close(socket.descriptor) }
    }

    @Test func whatIsNoSocketIsLeftAlone() throws {
        defer { removeTemporaryFolder(root) }
        let path = "\(root)/file"
        close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: SocketError.self) { try ListeningSocket(.path(path)) }
        #expect(mode(path).map { $0 & S_IFMT } == S_IFREG)
        #expect(throws: SocketError.self) { try ListeningSocket(.path("\(root)/absent/socket")) }
        #expect(throws: SocketError.self) {
            try ListeningSocket(.path("\(root)/socket"), permissions: .init(group: "no-such-group"))
        }
    }

    @Test func anAbstractNameIsTakenOnce() throws {
        let name = "undertone-test-\(getpid())"
        let first = try ListeningSocket(.abstract(name))
        #expect(throws: SocketError.self) { try ListeningSocket(.abstract(name)) }
        close(first.descriptor)
        let second = try ListeningSocket(.abstract(name))
        close(second.descriptor)
    }

    @Test func withoutSystemdThereIsNoHandedOverSocket() {
        let error = #expect(throws: SocketError.self) { try ListeningSocket(.systemd) }
        #expect(error?.description.contains("undertone.socket") == true)
    }

    @Test func anAddressIsAPathANameOrSystemd() {
        let long = String(repeating: "x", count: 108)
        let rows: [(text: String, address: SocketAddress?)] = [
            ("/run/undertone/socket", .path("/run/undertone/socket")), ("@name", .abstract("name")),
            ("systemd", .systemd), ("", nil), ("@", nil), (long, nil),
            (String(long.dropLast()), .path(String(long.dropLast()))),
        ]
        for row in rows { #expect(SocketAddress(row.text) == row.address) }
    }
}
