import AudioCapture
import Glibc
import Publishing
import TerminalView

/// Where the lines come from: a monitor's socket, connected to again and again, or a pipe from this very process.
struct WatchConnection: ~Copyable {
    private enum Origin {
        case socket(SocketAddress)
        case pipe
    }

    private let origin: Origin
    private var splitter = LineSplitter()
    private var schedule = RetrySchedule(at: ProcessStatistics.bootNanoseconds)
    private var block = [UInt8](repeating: 0, count: 65_536)
    /// Whether this connection has brought anything.
    private var hasDelivered = false
    /// Readable when there is something to read; −1 while there is no connection.
    private(set) var descriptor: Int32

    /// Connects to a monitor, which must be there now and may go away later.
    init(to address: SocketAddress) throws(SocketError) {
        origin = .socket(address)
        descriptor = try ClientSocket.connect(to: address)
    }

    /// Reads from a pipe.
    init(pipe: Int32) {
        origin = .pipe
        descriptor = pipe
        _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Reads what is there; returns false when the other end is gone.
    mutating func read(_ emit: (StreamLine) -> Void) -> Bool {
        while descriptor >= 0 {
            // SAFETY: reads at most as many bytes as the array has.
            let count = unsafe Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return true }
            guard count > 0 else {
                disconnect()
                return false
            }
            hasDelivered = true
            splitter.take(block[..<count]) { line in
                if let line = StreamLine(parsing: line) { emit(line) }
            }
        }
        return true
    }

    private mutating func disconnect() {
        close(descriptor)
        descriptor = -1
        splitter.reset()
        let now = ProcessStatistics.bootNanoseconds
        let dice = Double.random(in: 0...1)
        if hasDelivered { schedule.lost(at: now, dice: dice) } else { schedule.failed(at: now, dice: dice) }
        hasDelivered = false
    }

    /// Seconds until the next attempt to connect; nil where there is nothing to attempt.
    var secondsToAttempt: Double? {
        guard case .socket = origin, descriptor < 0 else { return nil }
        let now = ProcessStatistics.bootNanoseconds
        return schedule.dueNanoseconds > now ? Double(schedule.dueNanoseconds - now) * 1e-9 : 0
    }

    /// Connects again when it is time.
    mutating func attempt() {
        guard case .socket(let address) = origin, secondsToAttempt == 0 else { return }
        do throws(SocketError) {
            descriptor = try ClientSocket.connect(to: address)
        } catch {
            schedule.failed(at: ProcessStatistics.bootNanoseconds, dice: .random(in: 0...1))
        }
    }
}
