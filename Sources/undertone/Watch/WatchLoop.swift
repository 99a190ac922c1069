import Glibc
import TerminalView

/// Draws what comes until somebody ends it: one thread, woken by lines, keys, signals and the next picture's time.
struct WatchLoop: ~Copyable {
    /// Pictures a second, at most.
    private static let picturesPerSecond = 15.0

    private let screen: TerminalScreen
    private let signals: TerminalSignals
    private let stop: StopSignal
    /// Where keys come from; −1 where nobody types.
    private var keyboard: Int32
    private var connection: WatchConnection
    private var renderer: ViewRenderer
    private var differ: FrameDiffer
    private var keys = KeyReader()
    private var view = WatchView()
    private var size = GridSize(columns: 80, rows: 24)
    /// Whether the picture is no longer what the screen shows.
    private var isStale = true
    private var lastAdvance = ProcessStatistics.uptimeSeconds
    private var nextPicture = ProcessStatistics.uptimeSeconds

    /// Takes the terminal.
    init(_ connection: consuming WatchConnection, kind: TerminalKind, stop: StopSignal) throws(ProgramFailure)
    {
        // Whatever may fail comes first: a part made noncopyable cannot be given up halfway.
        let signals = try TerminalSignals.install()
        let screen = try TerminalScreen(
            descriptor: STDOUT_FILENO, asksForBackground: kind.answersQueries)
        self.connection = connection
        self.stop = stop
        self.signals = signals
        self.screen = screen
        renderer = ViewRenderer(theme: kind.theme)
        differ = FrameDiffer(depth: kind.theme.depth)
        keyboard =
            isatty(STDIN_FILENO) == 1 ? STDIN_FILENO : unsafe open("/dev/tty", O_RDONLY | O_CLOEXEC)
        measure()
    }

    /// Runs until the key to quit, a signal, or `isOver` says so once the lines have ended.
    mutating func run(isOver: () -> Bool) {
        while !view.isDone, !stop.isRaised {
            wait()
            if !takeLines(), isOver() { return }
            for event in signals.take() { take(event) }
            takeKeys()
            draw()
        }
    }

    private func wait() {
        var polled = [keyboard, signals.descriptor, stop.descriptor, connection.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let now = ProcessStatistics.uptimeSeconds
        var seconds = isStale || view.isMoving ? max(0, nextPicture - now) : 3600
        if let attempt = connection.secondsToAttempt { seconds = min(seconds, attempt) }
        // SAFETY: as many entries as the array has.
        _ = unsafe poll(&polled, nfds_t(polled.count), Int32((seconds * 1000).rounded(.up)))
    }

    // MARK: - What comes

    /// Takes lines; false when the other end has just gone away.
    private mutating func takeLines() -> Bool {
        connection.attempt()
        var state = view.live
        var hasNew = false
        let isThere = connection.read { line in
            state.take(line)
            hasNew = true
        }
        if !isThere, connection.secondsToAttempt != nil { state.disconnect() }
        if hasNew || !isThere {
            view.live = state
            isStale = true
        }
        return isThere
    }

    private mutating func take(_ event: TerminalSignals.Event) {
        switch event {
        case .resized: measure()
        case .suspended:
            screen.leave()
            signals.suspend()
            resume()
        case .resumed: resume()
        }
    }

    private mutating func resume() {
        screen.enter()
        measure()
    }

    /// Draws everything anew at the size that the window has now.
    private mutating func measure() {
        if let window = screen.windowSize { size = GridSize(columns: window.columns, rows: window.rows) }
        differ.forget()
        isStale = true
    }

    private mutating func takeKeys() {
        var request = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
        // SAFETY: one pollfd, which lives until the call returns.
        guard keyboard >= 0, unsafe poll(&request, 1, 0) > 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 256)
        // SAFETY: reads at most as many bytes as the array has.
        let count = unsafe read(keyboard, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        // A terminal that is gone has nobody to draw for.
        let pressed = count > 0 ? keys.take(bytes[..<count]) : [.endOfInput]
        for key in pressed { press(key) }
    }

    private mutating func press(_ key: KeyReader.Key) {
        isStale = true
        switch key {
        case .redraw: measure()
        case .background(let luminance): renderer.theme.background = luminance > 0.3 ? .light : .dark
        default: view.press(key)
        }
    }

    // MARK: - The picture

    /// Draws when it is time and anything has changed.
    private mutating func draw() {
        let now = ProcessStatistics.uptimeSeconds
        guard isStale || view.isMoving, now >= nextPicture else { return }
        nextPicture = now + 1 / Self.picturesPerSecond
        // After a long rest nothing leaps: the next picture begins where the last one ended.
        view.live.advance(seconds: min(now - lastAdvance, 2 / Self.picturesPerSecond))
        lastAdvance = now
        isStale = false
        let bytes = differ.bytes(for: renderer.picture(of: view, size: size))
        if !bytes.isEmpty { screen.write(bytes) }
    }
}
