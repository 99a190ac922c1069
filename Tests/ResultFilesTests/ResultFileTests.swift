import FoundationEssentials
import Glibc
import ResultFiles
import TestSupport
import Testing

/// A folder that goes with the test.
final class TestFolder {
    let path: String

    init() throws { path = try #require(makeTemporaryFolder("undertone-results")) }

    deinit { removeTemporaryFolder(path) }

    /// The names in it, hidden ones too.
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

@Suite struct ResultFileTests {
    @Test(arguments: [false, true]) func aFileIsReplacedWholeAndNothingElseIsLeft(durable: Bool) throws {
        let folder = try TestFolder()
        let path = folder.path + "/a.txt"
        try ResultFile.replace(path, with: Array("first".utf8), durable: durable)
        try ResultFile.replace(path, with: Array("second".utf8), durable: durable)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "second")
        #expect(try folder.names == ["a.txt"])
        try ResultFile.requireWritable(path)
        try ResultFile.requireWritable(folder.path + "/b.txt")
        #expect(try folder.names == ["a.txt"])
    }

    @Test func aLinkGoesOnToLeadToItsFile() throws {
        let folder = try TestFolder()
        let (file, link) = (folder.path + "/file", folder.path + "/link")
        try ResultFile.replace(file, with: [1])
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        try ResultFile.replace(link, with: [2])
        #expect(FileManager.default.contents(atPath: file) == Data([2]))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    }

    @Test func whatIsNoFileIsRefusedAndStays() throws {
        let folder = try TestFolder()
        for path in ["/dev/null", folder.path, folder.path + "/", ""] {
            let expected = ResultFileError(path: path, reason: .notAFile)
            #expect(throws: expected) { try ResultFile.replace(path, with: [1]) }
            #expect(throws: expected) { try ResultFile.requireWritable(path) }
        }
        var status = stat()
        #expect(unsafe stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func aPlaceThatCannotBeWrittenIsSaidWithItsName() throws {
        let folder = try TestFolder()
        let path = folder.path + "/absent/a.txt"
        #expect(throws: ResultFileError(path: path, reason: .system(ENOENT))) {
            try ResultFile.replace(path, with: [1])
        }
        #expect(
            ResultFileError(path: path, reason: .system(ENOENT)).description
                == "cannot write \(path): No such file or directory")
        #expect(throws: ResultFileError(path: "/proc/a.txt", reason: .system(ENOENT))) {
            try ResultFile.requireWritable("/proc/a.txt")
        }
    }
}
