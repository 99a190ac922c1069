import EmotionRecognition
import Publishing
import RingBuffer
import TestSupport
import Testing

@testable import undertone

/// Counts what a stream publishes and allocates nothing itself.
private final class Counter: EventReceiver {
    private(set) var estimates = 0

    func publish(_ body: Event.Body, at t: Double) throws(LineError) {
        if case .estimate = body { estimates += 1 }
    }
}

/// What happens between the ring and the estimate allocates nothing, hop after hop.
@Suite struct AllocationTests {
    @Test(arguments: [16_000, 48_000])
    func fromTheRingToTheEstimateNothingIsAllocated(rateHz: Int) throws {
        let counter = Counter()
        let settings = Hello.Settings(
            everySeconds: 0.25, channel: "mix", isPaced: true, statusEverySeconds: 3600)
        var stream = SpeechStream(model: randomModel(), rateHz: rateHz, settings: settings, to: counter)
        let readFrames = rateHz / 100
        let queue = SampleQueue(rateHz: rateHz, readFrames: readFrames)
        var producer = queue.producer
        var consumer = queue.consumer
        let speech = SyntheticVoice.samples(seconds: 6, rateHz: rateHz)
        var block = [Float](repeating: 0, count: readFrames)

        func hear(_ range: Range<Int>) throws {
            for read in range {
                let frames = speech.span.extracting(read * readFrames..<(read + 1) * readFrames)
                producer.write(frames, bootTimeNanoseconds: UInt64(read))
                while consumer.nextMark() != nil {
                    var span = block.mutableSpan
                    let count = consumer.read(into: &span)
                    // SAFETY: `count` frames were just read to the front of the block.
                    try unsafe block.withUnsafeBufferPointer {
                        try unsafe stream.process(UnsafeBufferPointer(rebasing: $0[..<count]))
                    }
                }
            }
        }
        // Buffers that grow do so while the first speech is heard.
        try hear(0..<300)
        let before = counter.estimates
        let count = try allocations { try hear(300..<600) }
        #expect(counter.estimates - before >= 11)
        #expect(count == nil || count == 0)
    }
}
