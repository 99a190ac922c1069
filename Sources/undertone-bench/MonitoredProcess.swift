import Glibc

/// The monitor at work, with its lines on a pipe.
final class MonitoredProcess {
    /// From the spawn to the first byte of the first line.
    let secondsToFirstByte: Double
    private let process: pid_t
    private let lines: Int32

    /// Starts `program` and waits for its first byte.
    init(_ program: String, _ arguments: [String]) throws {
        var ends: [Int32] = [0, 0]
        // SAFETY: two descriptors, as many as the array has.
        guard unsafe pipe(&ends) == 0 else { throw BenchmarkFailure("no pipe: errno \(errno)") }
        // The monitor gets its own copy of the writing end, and neither of these.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        lines = ends[0]
        let start = Stopwatch.nanoseconds
        process = try Self.spawn(program, arguments, output: ends[1])
        close(ends[1])
        var byte: UInt8 = 0
        // SAFETY: one byte.
        let count = unsafe read(ends[0], &byte, 1)
        guard count == 1 else { throw BenchmarkFailure("\(program) printed nothing") }
        secondsToFirstByte = Double(Stopwatch.nanoseconds - start) * 1e-9
    }

    private static func spawn(_ program: String, _ arguments: [String], output: Int32) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        // SAFETY: initialised here, destroyed at the end of the scope, used by this thread alone.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        // SAFETY: NUL-terminated copies, freed below; the arrays end with nil.
        unsafe setenv("OPENBLAS_NUM_THREADS", "1", 1)
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe words.indices { unsafe free(words[index]) } }
        var process: pid_t = 0
        let result = unsafe posix_spawn(&process, program, &actions, nil, &words, environ)
        guard result == 0 else {
            throw BenchmarkFailure("cannot start \(program): build it, or name it with --program")
        }
        return process
    }

    /// Reads what the program prints for `seconds`.
    func drain(seconds: Double) {
        let end = Stopwatch.nanoseconds + UInt64(seconds * 1e9)
        var block = [UInt8](repeating: 0, count: 65536)
        var request = pollfd(fd: lines, events: Int16(POLLIN), revents: 0)
        while true {
            let now = Stopwatch.nanoseconds
            guard now < end else { return }
            // SAFETY: one request; the block has as many bytes as are asked for.
            if unsafe poll(&request, 1, Int32((end - now) / 1_000_000) + 1) > 0 {
                if unsafe read(lines, &block, block.count) <= 0 { return }
            }
        }
    }

    /// Processor time of all its threads so far, user and system.
    var processorSeconds: Double {
        let nanoseconds = ThreadTimes(process: process).nanoseconds
        return Double(nanoseconds) * 1e-9
    }

    /// A line of `/proc/PID/status`, in megabytes.
    func megabytes(_ key: String) -> Double {
        let line = TextFile.lines(of: "/proc/\(process)/status").first { $0.hasPrefix(key) } ?? ""
        return (line.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
    }

    /// Ends it.
    func end() {
        kill(process, SIGKILL)
        _ = waitpid(process, nil, 0)
        close(lines)
    }
}

/// Processor time of a process's threads, to the nanosecond.
///
/// `/proc/PID/stat` counts in ticks, which a thread that wakes for a fraction of one may dodge.
private struct ThreadTimes {
    let nanoseconds: UInt64

    init(process: pid_t) {
        var clock: clockid_t = 0
        var time = timespec()
        // SAFETY: both fill variables that outlive the calls.
        guard unsafe clock_getcpuclockid(process, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
            nanoseconds = 0
            return
        }
        nanoseconds = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
