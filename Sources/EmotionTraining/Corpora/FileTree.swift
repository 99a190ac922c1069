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

/// A file found under a root.
struct FoundFile: Hashable {
    /// Relative to the root, with `/` between folders.
    let path: String
    /// False where bytes of the name had to be replaced: such a path cannot be opened again.
    let isFaithful: Bool
}

/// Walks folders and reads whole files.
enum FileTree {
    /// All files under `root`, in the order of their paths' bytes; symbolic links are followed, a folder is
    /// visited once, hidden folders not at all.
    ///
    /// A folder below the root that may not be read counts as empty.
    /// - Throws: `SystemError` where the root itself cannot be listed.
    static func files(under root: String) throws(SystemError) -> [FoundFile] {
        var found: [FoundFile] = []
        var visited: Set<FolderIdentity> = []
        var pending = [""]
        while let folder = pending.popLast() {
            let absolute = folder.isEmpty ? root : root + "/" + folder
            if let identity = FolderIdentity(path: absolute), !visited.insert(identity).inserted {
                continue
            }
            let entries: [FoundFile]
            do {
                entries = try list(absolute)
            } catch  where !folder.isEmpty {
                continue
            }
            for entry in entries {
                let path = folder.isEmpty ? entry.path : folder + "/" + entry.path
                if FolderIdentity(path: root + "/" + path) == nil {
                    found.append(FoundFile(path: path, isFaithful: entry.isFaithful))
                } else if !entry.path.hasPrefix(".") {
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
    private static func list(_ path: String) throws(SystemError) -> [FoundFile] {
        // SAFETY: the handle is closed on every way out; an entry is copied before the next `readdir`.
        guard let folder = unsafe opendir(path) else { throw .current }
        defer { unsafe closedir(folder) }
        var names: [FoundFile] = []
        while let entry = unsafe readdir(folder) {
            let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe Array($0.prefix { $0 != 0 })
            }
            let name = String(decoding: bytes, as: UTF8.self)
            if name == "." || name == ".." { continue }
            names.append(FoundFile(path: name, isFaithful: Array(name.utf8) == bytes))
        }
        return names
    }

    /// What tells one folder from another however a path leads to it; nil for what is no folder.
    private struct FolderIdentity: Hashable {
        let device: UInt64
        let inode: UInt64

        init?(path: String) {
            var status = stat()
            // SAFETY: `status` is valid for the call. The C function is named by its full signature
            // because the struct has the same name.
            guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }
}
