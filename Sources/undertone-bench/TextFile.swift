import Glibc

/// Small text files of the kernel's.
enum TextFile {
    /// The file's lines; none where it cannot be read.
    static func lines(of path: String) -> [String] {
        // SAFETY: the path is passed as a NUL-terminated copy that outlives the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while true {
            // SAFETY: the block has as many bytes as are asked for.
            let count = unsafe read(descriptor, &block, block.count)
            guard count > 0 else { break }
            bytes += block[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
