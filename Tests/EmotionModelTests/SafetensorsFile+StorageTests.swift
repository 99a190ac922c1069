import Glibc
import Testing

@testable import EmotionModel

/// A folder of its own that goes away with the value.
private struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/undertone-tests-XXXXXX".utf8CString)
        // SAFETY: mkdtemp writes only within the NUL-terminated template.
        let made = unsafe template.withUnsafeMutableBufferPointer { unsafe mkdtemp($0.baseAddress!) != nil }
        try #require(made)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The names in the folder, hidden ones too.
    func names() -> [String] {
        // SAFETY: the directory stream is open until closedir, and each entry is read before the next call.
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    deinit {
        // SAFETY: each path is passed as a NUL-terminated copy.
        for name in names() {
            unsafe unlink(file(name))
            unsafe rmdir(file(name))
        }
        unsafe rmdir(path)
    }
}

@Suite struct SafetensorsStorageTests {
    private let small = SafetensorsFile(tensors: [.init(name: "a", shape: [1], values: [1])])

    @Test func aFileIsReplacedWholeAndNothingElseIsLeft() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("model.safetensors")
        try small.write(to: path)
        try sampleSafetensors.write(to: path)
        #expect(try SafetensorsFile(path: path).metadata == sampleSafetensors.metadata)
        #expect(folder.names() == ["model.safetensors"])
    }

    @Test func aTemporaryNameLeftByACrashDoesNotStandInTheWay() throws {
        let folder = try TemporaryFolder()
        let stale = ".model.safetensors.\(getpid()).0.partial"
        try small.write(to: folder.file(stale))
        try small.write(to: folder.file("model.safetensors"))
        #expect(folder.names() == [stale, "model.safetensors"])
    }

    @Test func aFolderInItsPlaceStaysAndNoTemporaryIsLeft() throws {
        let folder = try TemporaryFolder()
        // SAFETY: the string is passed as a NUL-terminated copy.
        #expect(unsafe mkdir(folder.file("taken"), 0o755) == 0)
        let expected = ModelFileError.notARegularFile.inFile(folder.file("taken"))
        #expect(throws: expected) { try small.write(to: folder.file("taken")) }
        #expect(folder.names() == ["taken"])
    }

    @Test func aFolderThatIsNotThereIsSaid() throws {
        let error = try #require(throws: ModelFileError.self) {
            try small.write(to: "/nowhere/at/all.safetensors")
        }
        #expect(
            error.description
                == "model file /nowhere/at/all.safetensors: cannot write: No such file or directory")
    }

    @Test func anInvalidFileIsNotWritten() throws {
        let folder = try TemporaryFolder()
        let invalid = SafetensorsFile(tensors: [.init(name: "a", shape: [1], values: [.infinity])])
        #expect(throws: ModelFileError.self) { try invalid.write(to: folder.file("x")) }
        #expect(folder.names() == [])
    }

    @Test func whatIsNotARegularFileIsRefusedWithoutWaiting() throws {
        let folder = try TemporaryFolder()
        let fifo = folder.file("fifo")
        // SAFETY: the string is passed as a NUL-terminated copy.
        #expect(unsafe mkfifo(fifo, 0o600) == 0)
        for path in [fifo, folder.path, "/dev/null"] {
            #expect(throws: ModelFileError.notARegularFile.inFile(path)) { try SafetensorsFile(path: path) }
        }
    }

    @Test func aMissingFileIsSaid() {
        #expect(throws: ModelFileError.system(operation: "open", errno: ENOENT).inFile("/nowhere")) {
            try SafetensorsFile(path: "/nowhere")
        }
    }

    @Test func aFileBeyondTheCapIsRefusedUnread() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("huge")
        // SAFETY: the strings are passed as NUL-terminated copies.
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        #expect(ftruncate(descriptor, 64 << 20 + 1) == 0 && close(descriptor) == 0)
        let expected = ModelFileError.fileTooLarge(bytes: 64 << 20 + 1, limit: 64 << 20)
        #expect(throws: expected.inFile(path)) { try SafetensorsFile(path: path) }
    }

    @Test func anErrorInAFileNamesThePath() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("short")
        // SAFETY: the strings are passed as NUL-terminated copies.
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        #expect(ftruncate(descriptor, 5) == 0 && close(descriptor) == 0)
        let error = try #require(throws: ModelFileError.self) { try SafetensorsFile(path: path) }
        #expect(error.description == "model file \(path): 5 bytes, too short for a safetensors file")
    }
}
