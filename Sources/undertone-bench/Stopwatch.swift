import Glibc

/// Time as a benchmark needs it.
enum Stopwatch {
    /// Nanoseconds on the monotonic clock.
    static var nanoseconds: UInt64 { read(CLOCK_MONOTONIC) }

    /// Processor seconds of this thread that `body` takes: what others do on the machine is left out.
    static func processorSeconds(_ body: () -> Void) -> Double {
        let start = read(CLOCK_THREAD_CPUTIME_ID)
        body()
        return Double(read(CLOCK_THREAD_CPUTIME_ID) - start) * 1e-9
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        // SAFETY: fills `time`, which outlives the call.
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// How long `body` takes, in seconds.
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = nanoseconds
        try body()
        return Double(nanoseconds - start) * 1e-9
    }

    /// Calls `body` with 0, 1, 2 … until `seconds` have passed and at least `least` calls were made.
    ///
    /// - Returns: the microseconds that each call took.
    static func calls(for seconds: Double, least: Int = 32, _ body: (Int) throws -> Void) rethrows
        -> Durations
    {
        var times: [Double] = []
        times.reserveCapacity(1 << 16)
        let end = nanoseconds + UInt64(seconds * 1e9)
        while times.count < least || nanoseconds < end {
            let start = nanoseconds
            try body(times.count)
            times.append(Double(nanoseconds - start) * 1e-3)
        }
        return Durations(microseconds: times)
    }
}

/// How long the calls of something took.
struct Durations {
    private let sorted: [Double]

    init(microseconds: [Double]) { sorted = microseconds.sorted() }

    /// The value that `share` of the calls stay below, in microseconds.
    func percentile(_ share: Double) -> Double {
        sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    var median: Double { percentile(0.5) }

    /// Median and tail, named `prefix.p50` and so on.
    func figures(_ prefix: String) -> [Figure] {
        [
            Figure("\(prefix).p50", median, "µs"), Figure("\(prefix).p99", percentile(0.99), "µs"),
            Figure("\(prefix).p99_9", percentile(0.999), "µs"),
        ]
    }
}
