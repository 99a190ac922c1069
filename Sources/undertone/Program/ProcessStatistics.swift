import Glibc

/// What the kernel says of this process.
enum ProcessStatistics {
    private static let startSeconds = seconds(CLOCK_MONOTONIC)

    /// Notes the time of start; called first thing.
    static func noteStart() {
        _ = startSeconds
    }

    /// Seconds since ``noteStart()``.
    static var uptimeSeconds: Double { seconds(CLOCK_MONOTONIC) - startSeconds }

    /// Processor seconds that the calling thread has used.
    static var threadSeconds: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

    /// Nanoseconds since boot, time asleep included: the clock of the capture marks.
    static var bootNanoseconds: UInt64 {
        let time = read(CLOCK_BOOTTIME)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Resident memory in bytes; 0 where /proc is not mounted.
    static var residentBytes: Int {
        let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var text = [UInt8](repeating: 0, count: 128)
        // SAFETY: reads at most as many bytes as the array has.
        let count = unsafe Glibc.read(file, &text, text.count)
        guard count > 0 else { return 0 }
        // statm(5): size, then resident, in pages.
        let fields = String(decoding: text[..<count], as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        let time = read(clock)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        // SAFETY: the call writes one timespec, which lives until the call returns.
        unsafe clock_gettime(clock, &time)
        return time
    }
}
