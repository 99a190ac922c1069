internal import Glibc

// SAFETY: mutable state is touched by the one thread that owns the object at a time.
/// Tells when something appears, or changes its permissions, in folders that may not exist yet (inotify).
///
/// A folder that is missing is waited for in the nearest one above it. The descriptor is for poll(2); after it
/// was readable, ``drain()`` says whether anything of interest happened and watches what has appeared since.
/// Used by one thread at a time; the watches end where the object goes.
public final class FolderWatch: @unchecked Sendable {
    /// For poll(2); −1 where the system gives no inotify, and then nothing ever happens.
    public let descriptor: Int32

    private static let happenings = UInt32(IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_DELETE_SELF)
    private let folders: [String]
    /// The names that each watch waits for; `anything` stands for all.
    private var wanted: [Int32: Set<String>] = [:]
    private static let anything = ""
    private var buffer = [UInt8](repeating: 0, count: 4096)

    /// Watches `folders`, absolute paths.
    public init(folders: [String]) {
        self.folders = folders
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        arm()
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Takes what has happened; true where it may be what is waited for.
    public func drain() -> Bool {
        var isOfInterest = false
        while true {
            // SAFETY: reads at most as many bytes as the buffer has.
            let count = unsafe read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            if visitEvents(count) { isOfInterest = true }
        }
        arm()
        return isOfInterest
    }

    /// Watches each folder, or the nearest one above it that exists.
    private func arm() {
        guard descriptor >= 0 else { return }
        wanted.removeAll(keepingCapacity: true)
        for folder in folders { arm(folder, for: Self.anything) }
    }

    private func arm(_ folder: String, for name: String) {
        let mask = Self.happenings | UInt32(IN_ONLYDIR)
        let watch = unsafe inotify_add_watch(descriptor, folder.isEmpty ? "/" : folder, mask)
        if watch >= 0 {
            wanted[watch, default: []].insert(name)
            return
        }
        guard let slash = folder.lastIndex(of: "/") else { return }
        arm(String(folder[..<slash]), for: String(folder[folder.index(after: slash)...]))
    }

    /// Walks the `struct inotify_event`s of one read: wd, mask, cookie and len of four bytes each, then the name
    /// in `len` bytes, filled with zeros (inotify(7)).
    private func visitEvents(_ count: Int) -> Bool {
        var isOfInterest = false
        var offset = 0
        while offset + 16 <= count {
            let watch = Int32(bitPattern: word(at: offset))
            let length = Int(word(at: offset + 12))
            let name = buffer[(offset + 16)..<min(offset + 16 + length, count)].prefix { $0 != 0 }
            if isWanted(String(decoding: name, as: UTF8.self), in: watch) { isOfInterest = true }
            offset += 16 + length
        }
        return isOfInterest
    }

    private func isWanted(_ name: String, in watch: Int32) -> Bool {
        guard let names = wanted[watch] else { return false }
        return names.contains(Self.anything) || names.contains(name)
    }

    private func word(at offset: Int) -> UInt32 {
        // SAFETY: the caller has seen that sixteen bytes from an event's start are in the buffer.
        unsafe buffer.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }
}
