import Glibc

/// An open file descriptor, closed with its owner where it was opened here.
struct Descriptor: ~Copyable {
    let raw: Int32
    private let owned: Bool

    /// What kind of thing a descriptor leads to.
    enum Kind { case regular, directory, terminal, stream }

    /// Borrows a descriptor that somebody else closes, such as standard input.
    init(borrowing raw: Int32) {
        self.raw = raw
        self.owned = false
    }

    /// Opens `path` for reading; close(2) follows in `deinit`.
    init(path: String) throws(AudioFileError) {
        // SAFETY: the path is bridged to a terminated string that lives through the call.
        let raw = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw AudioFileError(path, .noSuchFile)
            case EACCES, EPERM: throw AudioFileError(path, .permissionDenied)
            case let code: throw AudioFileError(path, .system(code))
            }
        }
        self.raw = raw
        self.owned = true
    }

    deinit { if owned { close(raw) } }

    /// What the descriptor leads to; `name` is for the error.
    func kind(name: String) throws(AudioFileError) -> Kind {
        var status = stat()
        // SAFETY: fstat fills the struct it is given, which lives through the call.
        guard unsafe fstat(raw, &status) == 0 else { throw AudioFileError(name, .system(errno)) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .regular
        case S_IFDIR: return .directory
        case S_IFCHR where isatty(raw) == 1: return .terminal
        default: return .stream
        }
    }
}

/// Where header bytes come from: a pipe, once and in order, or a file.
protocol ByteSource: ~Copyable {
    /// The next `count` bytes; fewer only where the source ends.
    mutating func take(_ count: Int) throws(AudioFileError) -> [UInt8]
    /// Passes over `count` bytes; false where the source ends before.
    mutating func skip(_ count: Int) throws(AudioFileError) -> Bool
}

/// A regular file read by position, so that the descriptor's own offset stays where libsndfile wants it.
struct FileBytes: ByteSource, ~Copyable {
    private let descriptor: Int32
    private let name: String
    /// Where the audio file begins: standard input may have been read from before.
    let base: Int
    /// Where the file ends.
    let end: Int
    /// Where the next byte comes from.
    var position: Int

    /// A reader of the file behind `descriptor`, from the descriptor's offset on.
    init(_ descriptor: borrowing Descriptor, name: String) throws(AudioFileError) {
        var status = stat()
        base = lseek(descriptor.raw, 0, SEEK_CUR)
        // SAFETY: fstat fills the struct it is given, which lives through the call.
        guard base >= 0, unsafe fstat(descriptor.raw, &status) == 0 else {
            throw AudioFileError(name, .system(errno))
        }
        self.descriptor = descriptor.raw
        self.name = name
        end = max(Int(status.st_size), base)
        position = base
    }

    mutating func take(_ count: Int) throws(AudioFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, end - position)))
        var got = 0
        while got < bytes.count {
            let n = unsafe bytes.withUnsafeMutableBytes {
                // SAFETY: `got` is below the array's count, so pointer and length stay inside it.
                unsafe pread(descriptor, $0.baseAddress! + got, $0.count - got, off_t(position + got))
            }
            if n < 0 && errno == EINTR { continue }
            guard n >= 0 else { throw AudioFileError(name, .system(errno)) }
            if n == 0 { break }
            got += n
        }
        position += got
        return Array(bytes[..<got])
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= end - position else { return false }
        position += count
        return true
    }
}
