/// Remembers when the last reads returned, and so how late an estimate is.
///
/// Holds the newest reads in a ring of its own; allocates in `init` alone.
struct LagMeter {
    /// Reads are kept for 1024 marks: at 10 ms each, ten seconds, the longest window.
    private static let capacity = 1024

    /// How much earlier each frame of a read came than the one after it: 0 where they came together.
    private let nanosecondsPerFrame: Double
    private var ends: [Int]
    private var times: [UInt64]
    private var count = 0

    /// A meter that remembers nothing yet; `scheduledRateHz` is the rate of frames that have a due time each.
    init(scheduledRateHz: Int? = nil) {
        nanosecondsPerFrame = scheduledRateHz.map { 1e9 / Double($0) } ?? 0
        ends = Array(repeating: 0, count: Self.capacity)
        times = Array(repeating: 0, count: Self.capacity)
    }

    /// Takes note of a read.
    ///
    /// - Parameters:
    ///   - endFrame: the frame after the read's last, counted as ``Timeline/frames`` counts.
    ///   - time: when the read returned, in nanoseconds since boot.
    mutating func note(endFrame: Int, readAt time: UInt64) {
        ends[count % Self.capacity] = endFrame
        times[count % Self.capacity] = time
        count += 1
    }

    /// Forgets every read, as after a change of rate.
    mutating func removeAll() {
        count = 0
    }

    /// When `frame` came, in nanoseconds since boot; nil when its read is not remembered.
    func arrival(of frame: Int) -> Double? {
        var found: Double?
        var index = count - 1
        while index >= max(0, count - Self.capacity), ends[index % Self.capacity] > frame {
            let framesAfter = ends[index % Self.capacity] - 1 - frame
            found = Double(times[index % Self.capacity]) - Double(framesAfter) * nanosecondsPerFrame
            index -= 1
        }
        return found
    }
}
