import Glibc

/// A file of results that appears whole or not at all.
///
/// The bytes go to a hidden temporary name in the same folder, which is then renamed: whoever looks sees the
/// old file or the new one.
public enum ResultFile {
    /// Puts `bytes` under `path`; an existing file is replaced only by a complete one.
    ///
    /// - Parameter durable: whether it survives a power cut too, once this returns; without, only the program's end.
    public static func replace(
        _ path: String, with bytes: [UInt8], durable: Bool = false
    ) throws(ResultFileError) {
        do throws(ResultFileError.Reason) {
            let target = try resolved(path)
            let (descriptor, temporary) = try createTemporary(beside: target)
            do throws(ResultFileError.Reason) {
                try writeAndClose(bytes, to: descriptor, durable: durable)
                // SAFETY: both strings are passed as NUL-terminated copies that outlive the call.
                guard unsafe rename(temporary, target) == 0 else { throw .system(errno) }
            } catch {
                // SAFETY: as above.
                unsafe unlink(temporary)
                throw error
            }
            if durable { try flushFolder(of: target) }
        } catch {
            throw ResultFileError(path: path, reason: error)
        }
    }

    /// Finds out, before the work is done, whether its result could be written; leaves nothing behind.
    public static func requireWritable(_ path: String) throws(ResultFileError) {
        do throws(ResultFileError.Reason) {
            // Only a try says whether a file can be made there.
            let (descriptor, temporary) = try createTemporary(beside: try resolved(path))
            close(descriptor)
            // SAFETY: the string is passed as a NUL-terminated copy that outlives the call.
            unsafe unlink(temporary)
        } catch {
            throw ResultFileError(path: path, reason: error)
        }
    }

    /// Where the file itself is: a link must go on to lead to it.
    ///
    /// A device or a pipe is refused, for the new file would take its place.
    private static func resolved(_ path: String) throws(ResultFileError.Reason) -> String {
        if path.isEmpty || path.hasSuffix("/") { throw .notAFile }
        var status = stat()
        // SAFETY: the path is passed as a NUL-terminated copy; `status` outlives the call.
        guard unsafe stat(path, &status) == 0 else { return path }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        // SAFETY: realpath returns nil or a string of its own, freed here after it was copied.
        guard let real = unsafe realpath(path, nil) else { throw .system(errno) }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// A new file in the folder of `path`, under a hidden name that no other process takes.
    private static func createTemporary(
        beside path: String
    ) throws(ResultFileError.Reason) -> (descriptor: Int32, path: String) {
        let folder = folder(of: path)
        let name = path.dropFirst(folder.count)
        for attempt in 0..<100 {
            let temporary = "\(folder).\(name).\(getpid()).\(attempt).partial"
            // SAFETY: the string is passed as a NUL-terminated copy that outlives the call.
            let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 { return (descriptor, temporary) }
            guard errno == EEXIST else { throw .system(errno) }
        }
        throw .system(EEXIST)
    }

    private static func writeAndClose(
        _ bytes: [UInt8], to descriptor: Int32, durable: Bool
    ) throws(ResultFileError.Reason) {
        do throws(ResultFileError.Reason) {
            try write(bytes, to: descriptor)
            if durable, fsync(descriptor) != 0 { throw .system(errno) }
        } catch {
            close(descriptor)
            throw error
        }
        // Some file systems say only here that the disk is full.
        guard close(descriptor) == 0 else { throw .system(errno) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(ResultFileError.Reason) {
        var written = 0
        while written < bytes.count {
            // SAFETY: the slice lies within `bytes`.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno) }
            written += count
        }
    }

    /// Makes the new name durable too.
    ///
    /// Some file systems cannot flush a folder; the file itself is safe by then.
    private static func flushFolder(of path: String) throws(ResultFileError.Reason) {
        // SAFETY: the string is passed as a NUL-terminated copy that outlives the call.
        let descriptor = unsafe open(folder(of: path) + ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system(errno) }
    }

    /// Up to the last slash and with it; nothing for the folder one is in.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}
