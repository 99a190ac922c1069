import Glibc
import TestSupport
import Testing

@testable import AudioCapture

@Suite struct FolderWatchTests {
    private let root: String

    init() throws {
        root = try #require(makeTemporaryFolder("undertone-watch"))
    }

    private func touch(_ name: String) {
        close(unsafe open("\(root)/\(name)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
    }

    @Test func aNodeThatAppearsOrChangesItsModeIsOfInterest() {
        defer { removeTemporaryFolder(root) }
        let watch = FolderWatch(folders: [root])
        #expect(!watch.drain())
        touch("pcmC0D0c")
        #expect(watch.drain() && !watch.drain())
        unsafe chmod("\(root)/pcmC0D0c", 0o660)
        #expect(watch.drain() && !watch.drain())
        close(unsafe open("\(root)/pcmC0D0c", O_RDONLY | O_CLOEXEC))
        #expect(!watch.drain())
    }

    /// /dev/snd is missing without a card, and comes with the first one.
    @Test func aFolderThatIsMissingIsWaitedForWhereItWillBe() {
        defer { removeTemporaryFolder(root) }
        let watch = FolderWatch(folders: ["\(root)/dev/snd"])
        touch("another")
        #expect(!watch.drain())
        unsafe mkdir("\(root)/dev", 0o700)
        #expect(watch.drain())
        touch("dev/null")
        #expect(!watch.drain())
        unsafe mkdir("\(root)/dev/snd", 0o700)
        #expect(watch.drain())
        touch("dev/snd/pcmC0D0c")
        #expect(watch.drain())
    }

    @Test func aFolderThatGoesAndComesBackIsWatchedAgain() {
        defer { removeTemporaryFolder(root) }
        unsafe mkdir("\(root)/snd", 0o700)
        let watch = FolderWatch(folders: ["\(root)/snd"])
        unsafe rmdir("\(root)/snd")
        _ = watch.drain()
        unsafe mkdir("\(root)/snd", 0o700)
        #expect(watch.drain())
        touch("snd/pcmC0D0c")
        #expect(watch.drain())
    }

    @Test func severalFoldersAreWatchedAtOnce() {
        defer { removeTemporaryFolder(root) }
        unsafe mkdir("\(root)/a", 0o700)
        let watch = FolderWatch(folders: ["\(root)/a", "\(root)/b", "\(root)"])
        touch("a/x")
        #expect(watch.drain())
        touch("y")
        #expect(watch.drain())
    }
}
