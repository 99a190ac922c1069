import Glibc

// What giving the terminal back needs, where a signal handler can reach it. Constant initial values need no lazy
// setup.
// SAFETY: written by the main thread alone, before the handlers are installed or with one word at a time; the
// memory that they point to is never freed.
nonisolated(unsafe) private var screenDescriptor: Int32 = -1
nonisolated(unsafe) private var ordinaryModes: UnsafeMutablePointer<termios>?
nonisolated(unsafe) private var farewell: UnsafeMutablePointer<UInt8>?
nonisolated(unsafe) private var farewellCount = 0
nonisolated(unsafe) private var ordinaryErrors: Int32 = -1

/// Gives the terminal back; of async-signal-safe calls alone, and once however often it is called.
private func giveBack(_ when: Int32) {
    let descriptor = unsafe screenDescriptor
    guard descriptor >= 0, let bytes = unsafe farewell, let modes = unsafe ordinaryModes else { return }
    unsafe screenDescriptor = -1
    // SAFETY: as many bytes as were allocated; modes that tcgetattr filled in.
    _ = unsafe write(descriptor, bytes, farewellCount)
    _ = unsafe tcsetattr(descriptor, when, modes)
    if unsafe ordinaryErrors >= 0 { dup2(unsafe ordinaryErrors, STDERR_FILENO) }
}

/// A crash, or the end of the terminal: the terminal first, then what would have happened anyway.
private func handleCrash(_ number: Int32) {
    giveBack(TCSANOW)
    signal(number, SIG_DFL)
    raise(number)
}

/// The terminal's other screen, taken for as long as something is drawn on it.
///
/// Whatever way the program ends, the terminal is given back: at its end, when it is suspended, and by a signal
/// handler when it crashes. Only SIGKILL is beyond that.
@safe struct TerminalScreen: ~Copyable {
    /// The other screen, without a cursor and without wrapping at the right edge.
    private static let greeting = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
    /// A half-written picture's end, attributes, wrapping, cursor, the ordinary screen.
    private static let goodbye = "\u{1B}[?2026l\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
    /// Asks for the colour of the background (xterm's OSC 11); the answer comes as input, or does not come.
    private static let backgroundQuery = "\u{1B}]11;?\u{1B}\\"
    /// Bytes of the stack that a handler runs on when a stack is what overflowed.
    private static let handlerStackBytes = 65_536
    private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGQUIT, SIGHUP]

    private let descriptor: Int32
    private let asksForBackground: Bool

    /// Takes the terminal behind `descriptor`.
    init(descriptor: Int32, asksForBackground: Bool) throws(ProgramFailure) {
        self.descriptor = descriptor
        self.asksForBackground = asksForBackground
        let modes = UnsafeMutablePointer<termios>.allocate(capacity: 1)
        unsafe modes.initialize(to: termios())
        // SAFETY: the call fills in the one termios.
        guard unsafe tcgetattr(descriptor, modes) == 0 else {
            throw ProgramFailure("the terminal does not answer: \(systemErrorText())")
        }
        let bytes = Array(Self.goodbye.utf8)
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
        unsafe copy.initialize(from: bytes, count: bytes.count)
        unsafe (ordinaryModes, farewell, farewellCount) = (modes, copy, bytes.count)
        if isatty(STDERR_FILENO) == 1 { unsafe ordinaryErrors = dup(STDERR_FILENO) }
        Self.installHandlers()
        enter()
    }

    deinit { giveBack(TCSAFLUSH) }

    /// Takes the terminal, again after ``leave()`` or when somebody else may have changed it.
    func enter() {
        guard let ordinary = unsafe ordinaryModes else { return }
        // SAFETY: filled in by the initialiser and not changed since.
        var modes = unsafe ordinary.pointee
        // Keys come one at a time and unseen; Ctrl-C and Ctrl-Z go on being signals, Ctrl-S stops nothing.
        modes.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        modes.c_iflag &= ~tcflag_t(IXON | ICRNL)
        (modes.c_cc.5, modes.c_cc.6) = (0, 1)  // VTIME, VMIN
        unsafe screenDescriptor = descriptor
        // SAFETY: one termios, which lives until the call returns.
        _ = unsafe tcsetattr(descriptor, TCSADRAIN, &modes)
        muteErrors()
        write(Array((Self.greeting + (asksForBackground ? Self.backgroundQuery : "")).utf8))
    }

    /// Gives the terminal back for a while.
    func leave() { giveBack(TCSAFLUSH) }

    /// Writes bytes; a terminal that is gone shows as the end of its input.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the pointer is valid for the call, which reads no more than `count` bytes of it.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                // SAFETY: one pollfd, which lives until the call returns.
                _ = unsafe poll(&request, 1, 1000)
                continue
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The size of the window; nil where the terminal does not know it.
    var windowSize: (columns: Int, rows: Int)? {
        var size = winsize()
        // SAFETY: the call fills in the one winsize.
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return nil
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// What libraries and the log say would land in the picture: it is dropped where stderr is a terminal.
    private func muteErrors() {
        guard unsafe ordinaryErrors >= 0 else { return }
        let null = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard null >= 0 else { return }
        dup2(null, STDERR_FILENO)
        close(null)
    }

    private static func installHandlers() {
        var stack = unsafe stack_t()
        unsafe stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: handlerStackBytes, alignment: 16)
        unsafe stack.ss_size = handlerStackBytes
        // SAFETY: memory that is never freed; the call copies the description.
        unsafe sigaltstack(&stack, nil)
        for number in crashes {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = handleCrash
            action.sa_flags = SA_ONSTACK
            // SAFETY: the call copies the action.
            unsafe sigaction(number, &action, nil)
        }
        StopSignal.unblock(crashes)
    }
}
