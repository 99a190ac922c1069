import Glibc

@testable import Publishing

/// A pipe of the system's, closed with the object.
final class Pipe: @unchecked Sendable {
    // SAFETY: a test closes each end at most once, from one thread; the descriptors themselves never change.
    let readEnd: Int32
    let writeEnd: Int32
    private var isReadEndOpen = true
    private var isWriteEndOpen = true

    init() {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        let failure = unsafe pipe(&ends)
        precondition(failure == 0)
        // An exit test's child would otherwise hold the pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        closeReadEnd()
        closeWriteEnd()
    }

    /// Whether a writer would have to wait.
    var isFull: Bool {
        var request = pollfd(fd: writeEnd, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&request, 1, 0) == 0
    }

    func closeReadEnd() {
        if isReadEndOpen { close(readEnd) }
        isReadEndOpen = false
    }

    func closeWriteEnd() {
        if isWriteEndOpen { close(writeEnd) }
        isWriteEndOpen = false
    }
}

/// Reads a descriptor to its end on a thread of its own.
final class BackgroundReader: Sendable {
    private let descriptor: Int32
    private let result = Monitor<(bytes: [UInt8], isDone: Bool)>(([], false))

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Begins to read as soon as `condition` holds.
    func startWhen(_ condition: @escaping @Sendable () -> Bool) {
        startThread { [descriptor, result] in
            while !condition() { sched_yield() }
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = unsafe read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                result.withLock { $0.bytes += buffer[..<count] }
            }
            result.withLock { $0.isDone = true }
        }
    }

    /// Everything up to these bytes, once they are there.
    func text(endingWith last: [UInt8]) -> String {
        result.wait { result in
            result.bytes.suffix(last.count).elementsEqual(last)
                ? String(decoding: result.bytes, as: UTF8.self) : nil
        } ?? ""
    }

    /// Everything up to the end, once it is there.
    func text() -> String {
        result.wait { $0.isDone ? String(decoding: $0.bytes, as: UTF8.self) : nil } ?? ""
    }
}
