internal import Glibc

// Model files on disk. Errors here do not say the path; the callers add it.

extension SafetensorsFile {
    /// Puts `bytes` under `path` in one step, durable when this returns.
    static func replaceFile(at path: String, with bytes: [UInt8]) throws(ModelFileError) {
        let (descriptor, temporary) = try createTemporary(beside: path)
        do throws(ModelFileError) {
            try writeAndClose(bytes, to: descriptor)
            // SAFETY: both strings are passed as NUL-terminated copies that outlive the call.
            guard unsafe rename(temporary, path) == 0 else {
                throw .system(operation: "rename", errno: errno)
            }
        } catch {
            // SAFETY: as above.
            unsafe unlink(temporary)
            throw error
        }
        try synchroniseFolder(of: path)
    }

    /// A new file in the folder of `path`, under a hidden name that no other process takes.
    private static func createTemporary(
        beside path: String
    ) throws(ModelFileError) -> (descriptor: Int32, path: String) {
        let (folder, name) = split(path)
        for attempt in 0..<100 {
            let temporary = "\(folder)/.\(name).\(getpid()).\(attempt).partial"
            // SAFETY: the string is passed as a NUL-terminated copy that outlives the call.
            let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            if descriptor >= 0 { return (descriptor, temporary) }
            guard errno == EEXIST else { throw .system(operation: "create", errno: errno) }
        }
        throw .system(operation: "create", errno: EEXIST)
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    private static func writeAndClose(_ bytes: [UInt8], to descriptor: Int32) throws(ModelFileError) {
        do throws(ModelFileError) {
            try writeAll(bytes, to: descriptor)
            guard fsync(descriptor) == 0 else { throw .system(operation: "flush", errno: errno) }
        } catch {
            close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else { throw .system(operation: "close", errno: errno) }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(ModelFileError) {
        var written = 0
        while written < bytes.count {
            // SAFETY: the slice lies within `bytes`.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system(operation: "write", errno: errno) }
            written += count
        }
    }

    /// Makes the new name durable too.
    ///
    /// Some file systems cannot flush a folder; the file itself is safe by then.
    private static func synchroniseFolder(of path: String) throws(ModelFileError) {
        // SAFETY: the string is passed as a NUL-terminated copy that outlives the call.
        let descriptor = unsafe open(split(path).folder + "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw .system(operation: "flush the folder", errno: errno)
        }
    }
}

extension SafetensorsFile {
    /// The bytes of the regular file at `path`, at most `Limits.fileBytes`.
    package static func contents(ofFile path: String) throws(ModelFileError) -> [UInt8] {
        // Non-blocking, so that a pipe without a writer is refused below and not waited for.
        // SAFETY: the string is passed as a NUL-terminated copy that outlives the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(operation: "open", errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        // SAFETY: fstat fills `status`, which outlives the call.
        guard unsafe fstat(descriptor, &status) == 0 else { throw .system(operation: "stat", errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile }
        guard status.st_size <= Limits.fileBytes else {
            throw .fileTooLarge(bytes: Int(status.st_size), limit: Limits.fileBytes)
        }
        return try read(Int(status.st_size), from: descriptor)
    }

    /// Up to `count` bytes; fewer if the file ends before.
    private static func read(_ count: Int, from descriptor: Int32) throws(ModelFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            // SAFETY: the slice lies within `bytes`, whose `count - filled` bytes are all writable.
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress! + filled, count - filled)
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .system(operation: "read", errno: errno) }
            if got == 0 { break }
            filled += got
        }
        return Array(bytes[..<filled])
    }
}
