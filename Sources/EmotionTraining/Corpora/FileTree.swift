import Glibc

/// An error number of the system, with its text.
struct SystemError: Error, Hashable, CustomStringConvertible {
    let number: Int32

    /// The last error of the calling thread.
    static var current: SystemError { SystemError(number: errno) }

    var description: String {
        // SAFETY: glibc's strerror returns a zero-terminated string for every number, valid on this
        // thread until its next call.
        unsafe String(cString: strerror(number))
    }
}

/// What tells one file or folder from another however a path leads to it.
struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
    let isFolder: Bool

    /// Nil where the path leads nowhere.
    init?(path: String) {
        var status = stat()
        // SAFETY: `status` is valid for the call. The C function is named by its full signature
        // because the struct has the same name.
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }
}

/// A file found under a root.
struct FoundFile: Hashable {
    /// Relative to the root, with `/` between folders.
    let path: String
    /// False where bytes of the name had to be replaced: such a path cannot be opened again.
    let isFaithful: Bool
    /// Nil for a link that leads nowhere.
    let identity: FileIdentity?
}

/// Walks folders and reads whole files.
enum FileTree {
    /// A path below a folder, or the path itself where the folder is not said.
    static func join(_ folder: String, _ path: String) -> String {
        folder.isEmpty || path.hasPrefix("/")
            ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// The folder that a file lies in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// All files under `root`, in the order of their paths' bytes.
    ///
    /// - Throws: `SystemError` where the root itself cannot be listed.
    static func files(under root: String) throws(SystemError) -> [FoundFile] {
        var visited: Set<FileIdentity> = []
        return try files(under: root, visited: &visited)
    }

    /// The same, but for folders visited before; symbolic links are followed, hidden folders are not entered.
    ///
    /// A folder below the root that may not be read counts as empty.
    static func files(
        under root: String, visited: inout Set<FileIdentity>
    ) throws(SystemError) -> [FoundFile] {
        var found: [FoundFile] = []
        var pending = [""]
        while let folder = pending.popLast() {
            let absolute = folder.isEmpty ? root : join(root, folder)
            if let identity = FileIdentity(path: absolute), !visited.insert(identity).inserted { continue }
            let names: [(name: String, isFaithful: Bool)]
            do {
                names = try list(absolute)
            } catch  where !folder.isEmpty {
                continue
            }
            for (name, isFaithful) in names {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                let identity = FileIdentity(path: join(root, path))
                if identity?.isFolder != true {
                    found.append(FoundFile(path: path, isFaithful: isFaithful, identity: identity))
                } else if !name.hasPrefix(".") {
                    pending.append(path)
                }
            }
        }
        return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The whole of a file.
    static func contents(of path: String) throws(SystemError) -> [UInt8] {
        // SAFETY: the path is zero-terminated for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .current }
        defer { close(descriptor) }
        var status = stat()
        // SAFETY: `status` is valid for the call.
        guard unsafe fstat(descriptor, &status) == 0 else { throw .current }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(max(Int(status.st_size) + 1, 4096), 1 << 20))
        bytes.reserveCapacity(Int(status.st_size))
        while true {
            // SAFETY: the buffer is `chunk`'s own and `read` writes at most its count.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .current
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// The names in one folder, without `.` and `..`, in no order.
    private static func list(_ path: String) throws(SystemError) -> [(name: String, isFaithful: Bool)] {
        // SAFETY: the handle is closed on every way out; an entry is copied before the next `readdir`.
        guard let folder = unsafe opendir(path) else { throw .current }
        defer { unsafe closedir(folder) }
        var names: [(name: String, isFaithful: Bool)] = []
        while let entry = unsafe readdir(folder) {
            let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe Array($0.prefix { $0 != 0 })
            }
            let name = String(decoding: bytes, as: UTF8.self)
            if name == "." || name == ".." { continue }
            names.append((name, Array(name.utf8) == bytes))
        }
        return names
    }
}
