internal import Glibc

/// A file cannot be written.
public struct OutputFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the caller named it.
    public let path: String
    /// What the system said.
    public let reason: String

    /// One line for a person.
    public var description: String { "cannot write \(path): \(reason)" }
}

/// Files that are there whole or not at all, whenever the program ends.
public enum WholeFile {
    /// Puts `bytes` under `path` in one step: written under a hidden name first, then renamed.
    ///
    /// - Parameters:
    ///   - bytes: The contents.
    ///   - path: The file; what was there before is replaced.
    ///   - durable: Whether it survives a power cut too; without, only the end of the program.
    public static func write(
        _ bytes: [UInt8], to path: String, durable: Bool = true
    ) throws(OutputFileError) {
        let (descriptor, temporary) = try createTemporary(beside: path)
        do throws(SystemError) {
            try writeAndClose(bytes, to: descriptor, durable: durable)
            // SAFETY: both strings are passed as NUL-terminated copies that outlive the call.
            guard unsafe rename(temporary, path) == 0 else { throw .current }
        } catch {
            // SAFETY: as above.
            unsafe unlink(temporary)
            throw OutputFileError(path: path, reason: error.description)
        }
    }

    /// Finds out before long work that its result could not be written.
    public static func requireWritable(_ path: String) throws(OutputFileError) {
        if path.isEmpty || FileIdentity(path: path)?.isFolder == true {
            throw OutputFileError(path: path, reason: SystemError(number: EISDIR).description)
        }
        // Only a try says whether a file can be made there.
        let (descriptor, temporary) = try createTemporary(beside: path)
        close(descriptor)
        // SAFETY: the string is passed as a NUL-terminated copy.
        unsafe unlink(temporary)
    }

    /// A new file in the folder of `path`, under a hidden name that no other process takes.
    private static func createTemporary(
        beside path: String
    ) throws(OutputFileError) -> (descriptor: Int32, path: String) {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        for attempt in 0..<100 {
            let hidden = ".\(name).\(getpid()).\(attempt).partial"
            let temporary = FileTree.join(FileTree.folder(of: path), hidden)
            // SAFETY: the string is passed as a NUL-terminated copy.
            let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            if descriptor >= 0 { return (descriptor, temporary) }
            guard errno == EEXIST else { break }
        }
        throw OutputFileError(path: path, reason: SystemError.current.description)
    }

    private static func writeAndClose(
        _ bytes: [UInt8], to descriptor: Int32, durable: Bool
    ) throws(SystemError) {
        do throws(SystemError) {
            var written = 0
            while written < bytes.count {
                // SAFETY: what is left of `bytes` lies within it.
                let count = unsafe bytes.withUnsafeBytes { buffer in
                    unsafe Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw .current }
                written += count
            }
            if durable, fsync(descriptor) != 0 { throw .current }
        } catch {
            close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else { throw .current }
    }
}
