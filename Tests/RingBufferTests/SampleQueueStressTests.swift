import Glibc
import RingBuffer
import TestSupport
import Testing

/// Two threads on one queue.
///
/// Meant to run under ThreadSanitizer with `TSAN_OPTIONS=history_size=7`.
@Suite struct SampleQueueStressTests {
    private static let frames = 400_000

    /// Hands the producer over to its thread.
    // SAFETY: set before the thread starts and taken by it alone.
    private final class Handover: @unchecked Sendable {
        var producer: SampleQueue.Producer?
        init(_ producer: consuming SampleQueue.Producer) { self.producer = consume producer }
    }

    /// Writes frames 0, 1, 2 … in reads of every length from 0 to 70, and then what is still to be reported.
    @Sendable private static func produce(_ handover: Handover) {
        guard var producer = handover.producer.take() else { return }
        var read = [Float](repeating: 0, count: 70)
        var next = 0
        var length = 0
        while next < frames {
            let count = min(length, frames - next)
            for index in 0..<count { read[index] = Float(next + index) }
            producer.write(read.span.extracting(first: count), bootTimeNanoseconds: UInt64(next))
            next += count
            length = (length + 1) % 71
            if length == 0 { sched_yield() }
        }
        while !producer.reportLoss(bootTimeNanoseconds: UInt64(next)) { sched_yield() }
        // The end is told by a read of one frame with a time of its own.
        while !producer.write([-1].span, bootTimeNanoseconds: .max) { sched_yield() }
    }

    @Test(arguments: [(97, 5), (1024, 7), (4096, 1000)])
    func twoThreadsLoseNothingUnreported(sampleCapacity: Int, markCapacity: Int) {
        let queue = SampleQueue(sampleCapacity: sampleCapacity, markCapacity: markCapacity)
        let handover = Handover(queue.producer)
        var consumer = queue.consumer
        let thread = startThread { Self.produce(handover) }
        var position = 0
        var delivered: UInt64 = 0
        var wrong = 0
        var samples = [Float](repeating: 0, count: 70)
        while true {
            guard let mark = consumer.nextMark() else {
                sched_yield()
                continue
            }
            if mark.bootTimeNanoseconds == .max { break }
            position += Int(mark.framesLostBefore)
            if mark.firstFrame != delivered || mark.bootTimeNanoseconds != UInt64(position) { wrong += 1 }
            delivered += UInt64(mark.frameCount)
            var span = samples.mutableSpan
            if consumer.read(into: &span) != mark.frameCount { wrong += 1 }
            for index in 0..<mark.frameCount where samples[index] != Float(position + index) { wrong += 1 }
            position += mark.frameCount
        }
        thread.join()
        #expect(wrong == 0)
        #expect(delivered > 0)
    }
}
