internal import CALSA
internal import Glibc

/// What belongs to libasound as a whole.
enum ALSA {
    /// Keeps libasound off stderr; evaluated before its first use, once in the process.
    static let isSilenced: Bool = {
        undertone_alsa_take_messages()
        return true
    }()

    /// The text of a negative error code (`snd_strerror`).
    static func text(_ code: CInt) -> String {
        // SAFETY: libasound returns a constant string, or nil, which is not read.
        guard let text = unsafe snd_strerror(code) else { return "error \(-code)" }
        return unsafe String(cString: text)
    }
}

/// What libasound would write to stderr.
public enum ALSAMessages {
    /// Hands every message of libasound to `receive` from now on, on a thread of its own.
    ///
    /// Called at most once in a process; before it, and without it, messages are dropped. Whoever causes a
    /// message never waits for it: it goes through a pipe, and is dropped where that is full.
    public static func send(to receive: @escaping @Sendable (String) -> Void) {
        _ = ALSA.isSilenced
        var ends: [CInt] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        guard unsafe pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        guard MessageThread(descriptor: ends[0], receive).start() else { return }
        undertone_alsa_send_messages(ends[1])
    }
}

/// Reads lines from a pipe for as long as the process lives.
private final class MessageThread: Sendable {
    private let descriptor: CInt
    private let receive: @Sendable (String) -> Void

    init(descriptor: CInt, _ receive: @escaping @Sendable (String) -> Void) {
        self.descriptor = descriptor
        self.receive = receive
    }

    func start() -> Bool {
        var thread = pthread_t()
        // SAFETY: the retained box is released by `messageThreadMain`, which runs exactly once, or below.
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        guard unsafe pthread_create(&thread, nil, messageThreadMain, context) == 0 else {
            unsafe Unmanaged<MessageThread>.fromOpaque(context).release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    fileprivate func run() {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
        var block = [UInt8](repeating: 0, count: 4096)
        while true {
            // SAFETY: reads at most as many bytes as the array has.
            let count = unsafe read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            // Each message is one write shorter than PIPE_BUF; a read may cut one, and then it is two lines.
            for line in block[..<count].split(separator: UInt8(ascii: "\n")) {
                receive(String(decoding: line, as: UTF8.self))
            }
        }
    }
}

// A named function outside every type: a closure made in a main-actor context would be isolated to it.
private func messageThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    // SAFETY: `context` is the box retained for this one call.
    unsafe Unmanaged<MessageThread>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
