import EmotionRecognition
import Glibc
import TestSupport

/// A folder that goes with the test.
final class TestFolder: Sendable {
    let root: String

    init() throws {
        guard let root = makeTemporaryFolder("undertone-test") else {
            throw RunFailure("no temporary folder")
        }
        self.root = root
    }

    deinit { removeTemporaryFolder(root) }

    /// The path of a file in it.
    func path(_ name: String) -> String { "\(root)/\(name)" }

    /// Writes a file and returns its path.
    func write(_ bytes: [UInt8], as name: String) throws -> String {
        let file = unsafe open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw RunFailure("cannot write \(path(name))") }
        defer { close(file) }
        guard writeAll(bytes[...], to: file) else { throw RunFailure("cannot write \(path(name))") }
        return path(name)
    }
}

/// A pipe whose ends no other child inherits: (to read, to write).
func makePipe() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    // SAFETY: the call writes two descriptors into an array of two.
    guard unsafe pipe(&ends) == 0 else { throw RunFailure("no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    signal(SIGPIPE, SIG_IGN)
    return (ends[0], ends[1])
}

/// Writes all bytes; false when nobody reads.
func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
        // SAFETY: the pointer is valid for the call, which reads no more than `count` bytes of it.
        let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        if written < 0 { return false }
        rest = rest.dropFirst(written)
    }
    return true
}

/// All bytes of a file.
func fileBytes(_ path: String) throws -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw RunFailure("cannot read \(path)") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe Glibc.read(file, &block, block.count)
        guard count > 0 else { return bytes }
        bytes += block[..<count]
    }
}

/// The model that the runs use: the shipped one, or one of random weights where none is there yet.
enum TestModel {
    static let path: Result<String, any Error> = Result {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let shipped = "\(root)/models/undertone.safetensors"
        if unsafe access(shipped, R_OK) == 0 { return shipped }
        let path = folder.path("random.safetensors")
        try randomModel().write(to: path)
        atexit { removeTemporaryFolder(TestModel.folder.root) }
        return path
    }

    /// Lives as long as the tests; nothing is deinitialised at their end.
    private static let folder = try! TestFolder()
}
