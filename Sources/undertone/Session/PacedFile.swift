import AudioFiles
import Glibc
import Publishing
import RingBuffer
import Synchronization

/// A file played at the pace of real time, as a live input.
///
/// A thread of its own writes the queue on schedule: each block is due when its last frame would have been
/// captured, by absolute deadlines, so that it never drifts. From the queue on all is as with a device.
// SAFETY: the producer and the reader belong to the feeder thread from `start` on, the consumer to the
// session's thread; what both see is atomic.
final class PacedFile: LiveFeed, @unchecked Sendable {
    let rateHz: Int
    /// Frames of a block: 10 ms.
    private let blockFrames: Int
    private let wake: WakePipe
    private let state = Atomic<Int>(State.running.rawValue)
    private let isStopping = Atomic<Bool>(false)
    private var failure = ""
    private var reader: AudioFileReader
    /// What was read of the file, and how much of it has been played.
    private var ahead: ArraySlice<Float> = []
    private var taken = 0
    private var readBuffer: [Float]
    private var producer: SampleQueue.Producer
    private var consumer: SampleQueue.Consumer

    private enum State: Int {
        case running
        case finished
        case broken
    }

    /// Takes over an open file; ``start()`` sets it going.
    init(_ reader: consuming AudioFileReader) throws(ProgramFailure) {
        rateHz = reader.sampleRateHz
        blockFrames = max(1, rateHz / 100)
        readBuffer = Array(repeating: 0, count: 10 * blockFrames)
        wake = try WakePipe()
        let queue = SampleQueue(rateHz: rateHz, readFrames: blockFrames)
        consumer = queue.consumer
        producer = queue.producer
        self.reader = reader
    }

    var isScheduled: Bool { true }
    var overruns: Int { 0 }
    var scheduling: Status.Scheduling? { nil }
    var wakeDescriptor: Int32 { wake.descriptor }

    var end: FeedEnd? {
        // Acquiring, partner of the releasing store in `finish`: the last block and `failure` are seen.
        switch State(rawValue: state.load(ordering: .acquiring)) {
        case .finished: .finished
        case .broken: .broken(failure)
        default: nil
        }
    }

    func acknowledge() {
        wake.clear()
    }

    func requestStop() {
        isStopping.store(true, ordering: .relaxed)
    }

    func nextMark() -> CaptureMark? {
        consumer.nextMark()
    }

    func read(into destination: inout [Float]) -> Int {
        var span = destination.mutableSpan
        return consumer.read(into: &span)
    }

    // MARK: - The feeder thread

    /// Starts playing: the first frame is due now.
    func start() {
        startThread { self.play() }
    }

    private func play() {
        let start = ProcessStatistics.bootNanoseconds
        var block = [Float](repeating: 0, count: blockFrames)
        var framesPlayed = 0
        do throws(AudioFileError) {
            while !isStopping.load(ordering: .relaxed) {
                let count = try fill(&block)
                if count == 0 { break }
                framesPlayed += count
                let due = start + UInt64(Double(framesPlayed) / Double(rateHz) * 1e9)
                Self.sleep(until: due)
                producer.write(block.span.extracting(first: count), bootTimeNanoseconds: due)
                wake.signal()
            }
            finish(.finished)
        } catch {
            failure = "\(error)"
            finish(.broken)
        }
    }

    /// Fills a whole block, or what the file still has; an error comes after the frames before it.
    ///
    /// The file is read ten blocks at a time: a system call for each would be most of what a block costs.
    private func fill(_ block: inout [Float]) throws(AudioFileError) -> Int {
        var count = 0
        while count < blockFrames {
            if taken == ahead.endIndex {
                do throws(AudioFileError) {
                    try readAhead()
                } catch {
                    if count == 0 { throw error }
                    return count
                }
                if ahead.isEmpty { return count }
            }
            let frames = min(blockFrames - count, ahead.endIndex - taken)
            for index in 0..<frames { block[count + index] = ahead[taken + index] }
            count += frames
            taken += frames
        }
        return count
    }

    /// Replaces `ahead` by what the file has next; empty at its end.
    private func readAhead() throws(AudioFileError) {
        ahead = []
        taken = 0
        let count = try reader.read(into: &readBuffer)
        ahead = readBuffer[..<count]
    }

    private func finish(_ end: State) {
        // Releasing, partner of the acquiring load in `end`.
        state.store(end.rawValue, ordering: .releasing)
        wake.signal()
    }

    private static func sleep(until nanoseconds: UInt64) {
        var deadline = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        // SAFETY: reads one timespec; with an absolute deadline it can simply be repeated after a signal.
        while unsafe clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &deadline, nil) == EINTR {}
    }
}
