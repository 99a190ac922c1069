internal import Glibc

// Model files on disk. Errors here do not say the path; the callers add it.

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
