internal import Glibc

/// The small text files by which the kernel tells about devices.
enum SmallFile {
    /// The first 4096 bytes of a file; nil where it cannot be read.
    static func text(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // SAFETY: the closure's buffer has the capacity given to read(2), which says how much it filled.
        return unsafe String(unsafeUninitializedCapacity: 4096) { buffer in
            max(0, unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
    }

    /// Its first line.
    static func line(_ path: String) -> String? {
        text(path)?.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
    }
}
