internal import Glibc
public import ResultFiles
internal import Synchronization

/// What was made of clips before, on disk: decoded audio, cut utterances, and what the audio of files is.
///
/// Every entry is found by the hash of the audio and of all that decides what is made of it, carries a
/// checksum, and is believed only where all of that fits: else it is made anew. A file there is whole or
/// not at all, so programs may share a cache and be ended at any moment; the folder can be removed at
/// any time.
public final class ClipCache: Sendable {
    /// The folder.
    public let folder: String
    private let damaged = Atomic(0)
    /// By the hexadecimal digest of a file.
    private let contents: [String: AudioContent]

    /// Opens a cache, made where there is none.
    ///
    /// - Parameter folder: Where it lies, or is to lie. It tells git and backups to leave it alone: corpora
    ///   have licences.
    /// - Throws: `ResultFileError` where it cannot be made or written to.
    public init(folder: String) throws(ResultFileError) {
        self.folder = folder
        try Self.makeFolders(folder)
        try Self.requireOwn(folder)
        // The tag that backup programs look for: https://bford.info/cachedir/
        let tag =
            "Signature: 8a477f597d28d172789f06886806bc55\n# Audio and features of Undertone's trainer.\n"
        for (name, text) in [("CACHEDIR.TAG", tag), (".gitignore", "*\n")] {
            let path = FileTree.join(folder, name)
            if FileIdentity(path: path) == nil {
                try ResultFile.replace(path, with: Array(text.utf8))
            }
        }
        try ResultFile.requireWritable(FileTree.join(folder, "entry"))
        let read = Self.read(Self.file(folder, .contents, Self.contentsKey), .contents, Self.contentsKey)
        contents = read.entry.flatMap { Self.contents($0.payload) } ?? [:]
        if read.isDamaged || (read.entry != nil && contents.isEmpty) { damaged.add(1, ordering: .relaxed) }
    }

    /// Refuses a folder of somebody's files: git would be told to leave them alone.
    private static func requireOwn(_ folder: String) throws(ResultFileError) {
        if FileIdentity(path: FileTree.join(folder, "CACHEDIR.TAG")) != nil { return }
        guard let names = try? FileTree.names(in: folder), names.contains(where: { !$0.hasPrefix(".") })
        else {
            return
        }
        throw ResultFileError(
            path: folder, reason: .unfit("it holds other files; name a new folder for the cache"))
    }

    /// The folder that the user's caches belong in: `$XDG_CACHE_HOME/undertone`, else `~/.cache/undertone`.
    ///
    /// - Parameter environment: The value of a variable.
    /// - Returns: nil where neither is known.
    public static func defaultFolder(environment: (String) -> String?) -> String? {
        // The specification says to ignore relative paths.
        if let caches = environment("XDG_CACHE_HOME"), caches.hasPrefix("/") { return caches + "/undertone" }
        guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
        return home + "/.cache/undertone"
    }

    /// How many entries were damaged, or of another version, and are made anew.
    public var damagedCount: Int { damaged.load(ordering: .relaxed) }

    // MARK: Entries

    func payload(_ kind: CacheEntry.Kind, _ key: [UInt8]) -> [UInt8]? {
        let read = Self.read(Self.file(folder, kind, key), kind, key)
        if read.isDamaged { damaged.add(1, ordering: .relaxed) }
        return read.entry?.payload
    }

    func has(_ kind: CacheEntry.Kind, _ key: [UInt8]) -> Bool {
        FileIdentity(path: Self.file(folder, kind, key)) != nil
    }

    /// Keeps an entry; where that fails, it is made anew the next time.
    func store(_ kind: CacheEntry.Kind, _ key: [UInt8], _ payload: [UInt8]) {
        let path = Self.file(folder, kind, key)
        let bytes = CacheEntry(kind: kind, key: key, payload: payload).bytes
        if (try? ResultFile.replace(path, with: bytes)) != nil { return }
        guard (try? Self.makeFolders(FileTree.folder(of: path))) != nil else { return }
        try? ResultFile.replace(path, with: bytes)
    }

    /// Counts an entry whose checksum fits and whose payload does not.
    func countDamaged() { damaged.add(1, ordering: .relaxed) }

    private static func read(
        _ path: String, _ kind: CacheEntry.Kind, _ key: [UInt8]
    ) -> (entry: CacheEntry?, isDamaged: Bool) {
        guard let bytes = try? FileTree.contents(of: path) else { return (nil, false) }
        let entry = CacheEntry(bytes: bytes, kind: kind, key: key)
        return (entry, entry == nil)
    }

    /// One folder would hold tens of thousands of files.
    private static func file(_ folder: String, _ kind: CacheEntry.Kind, _ key: [UInt8]) -> String {
        let name = key.hexadecimal
        return FileTree.join(folder, "\(kind)/\(name.prefix(2))/\(name.dropFirst(2))")
    }

    private static func makeFolders(_ folder: String) throws(ResultFileError) {
        var path = folder.hasPrefix("/") ? "" : "."
        for name in folder.split(separator: "/") {
            path += "/\(name)"
            // SAFETY: the path is passed as a NUL-terminated copy.
            if unsafe mkdir(path, 0o755) != 0, errno != EEXIST, FileIdentity(path: path)?.isFolder != true {
                throw ResultFileError(path: folder, reason: .system(errno))
            }
        }
    }

    // MARK: What the audio of files is

    private static let contentsKey = CacheEntry.key("contents")

    /// What the audio of a file is, by the digest of the file.
    func content(ofFile digest: [UInt8]) -> AudioContent? { contents[digest.hexadecimal] }

    /// Adds what a scan found out about files, for the next scan.
    func remember(_ findings: [AudioExaminer.Finding]) {
        let new = findings.compactMap { finding in finding.newFile.map { ($0.hexadecimal, finding.content) } }
        if new.isEmpty { return }
        let all = contents.merging(new) { $1 }
        var payload: [UInt8] = []
        for (file, content) in all.sorted(by: { $0.key < $1.key }) {
            payload += [UInt8](hexadecimal: file) ?? []
            payload += [UInt8](hexadecimal: content.hash) ?? []
        }
        store(.contents, Self.contentsKey, payload)
    }

    private static func contents(_ payload: [UInt8]) -> [String: AudioContent]? {
        guard payload.count.isMultiple(of: 64) else { return nil }
        var contents: [String: AudioContent] = [:]
        for start in stride(from: 0, to: payload.count, by: 64) {
            let file = Array(payload[start..<start + 32]).hexadecimal
            contents[file] = AudioContent(hash: Array(payload[start + 32..<start + 64]).hexadecimal)
        }
        return contents
    }
}
