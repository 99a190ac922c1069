import Glibc

/// The bytes of a pipe as they come: buffered, never waited for while some are left.
///
/// The one place where a pipe is read: EINTR is retried, EAGAIN waits with poll(2), end of file ends the
/// stream, and anything else is an error. A readable `cancel` descriptor (an eventfd, a self-pipe) ends
/// the stream at once, even in the middle of a wait.
struct StreamBytes: ByteSource, ~Copyable {
    /// Room for 0.3 s of 48 kHz stereo S16, and for several frames of the widest stream allowed.
    static let capacity = 65_536

    private let descriptor: Descriptor
    private let cancel: Int32?
    private let name: String
    /// `[capacity]`; the unread bytes are `bytes[start..<end]`.
    private(set) var bytes = [UInt8](repeating: 0, count: capacity)
    private(set) var start = 0
    private var end = 0
    /// The caller has ended the stream.
    private(set) var isCancelled = false

    init(_ descriptor: consuming Descriptor, name: String, cancel: Int32?) {
        self.descriptor = descriptor
        self.name = name
        self.cancel = cancel
    }

    /// The number of unread bytes.
    var available: Int { end - start }

    /// Marks `count` unread bytes as read.
    mutating func consume(_ count: Int) {
        precondition(count <= available)
        start += count
    }

    /// Reads what the pipe holds, waiting only while it holds nothing; false at its end.
    ///
    /// - Precondition: fewer than ``capacity`` bytes are unread.
    mutating func fill() throws(AudioFileError) -> Bool {
        precondition(available < Self.capacity)
        if start > 0 {
            for index in 0..<available { bytes[index] = bytes[start + index] }
            end -= start
            start = 0
        }
        if cancel != nil { guard try waitForBytes() else { return false } }
        while true {
            let n = unsafe bytes.withUnsafeMutableBytes {
                // SAFETY: end < capacity = the array's count, so pointer and length stay inside it.
                unsafe read(descriptor.raw, $0.baseAddress! + end, $0.count - end)
            }
            if n > 0 { end += n }
            if n >= 0 { return n > 0 }
            switch errno {
            case EINTR: continue
            case EAGAIN: guard try waitForBytes() else { return false }
            case let code: throw AudioFileError(name, code == EISDIR ? .directory : .system(code))
            }
        }
    }

    /// Waits until the pipe can be read; false when the caller cancels.
    private mutating func waitForBytes() throws(AudioFileError) -> Bool {
        while true {
            // poll(2) passes over a negative descriptor.
            var requests = (
                pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0),
                pollfd(fd: cancel ?? -1, events: Int16(POLLIN), revents: 0)
            )
            // SAFETY: a homogeneous tuple of two is laid out as an array of two, as poll(2) is told.
            let ready = unsafe withUnsafeMutableBytes(of: &requests) {
                unsafe poll($0.baseAddress!.assumingMemoryBound(to: pollfd.self), 2, -1)
            }
            if ready < 0 && errno != EINTR { throw AudioFileError(name, .system(errno)) }
            if requests.1.revents != 0 {
                isCancelled = true
                return false
            }
            if ready > 0 { return true }
        }
    }

    mutating func take(_ count: Int) throws(AudioFileError) -> [UInt8] {
        while available < count { guard try fill() else { break } }
        let taken = Array(bytes[start..<start + min(count, available)])
        consume(taken.count)
        return taken
    }

    mutating func skip(_ count: Int) throws(AudioFileError) -> Bool {
        var left = count
        while left > available {
            left -= available
            consume(available)
            guard try fill() else { return false }
        }
        consume(left)
        return true
    }
}
