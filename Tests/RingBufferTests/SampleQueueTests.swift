import RingBuffer
import Testing

/// What a read became: its mark and its samples.
private struct Read: Equatable {
    var mark: CaptureMark
    var samples: [Float]
}

extension SampleQueue.Consumer {
    /// The next mark with all its samples.
    fileprivate mutating func next() -> Read? {
        guard let mark = nextMark() else { return nil }
        var samples = [Float](repeating: .nan, count: mark.frameCount + 3)
        var span = samples.mutableSpan
        let count = read(into: &span)
        return Read(mark: mark, samples: Array(samples.prefix(count)))
    }
}

@Suite struct SampleQueueTests {
    private static func ramp(_ range: Range<Int>) -> [Float] { range.map { Float($0) } }

    @Test func aReadComesOutWithItsMark() {
        let queue = SampleQueue(sampleCapacity: 8, markCapacity: 4)
        var producer = queue.producer
        var consumer = queue.consumer
        let beforeAll = consumer.next()
        #expect(beforeAll == nil)
        producer.write(Self.ramp(0..<5).span, bootTimeNanoseconds: 17)
        producer.write(Self.ramp(5..<8).span, bootTimeNanoseconds: 18)
        let first = CaptureMark(
            firstFrame: 0, frameCount: 5, framesLostBefore: 0, cause: nil, bootTimeNanoseconds: 17)
        let second = CaptureMark(
            firstFrame: 5, frameCount: 3, framesLostBefore: 0, cause: nil, bootTimeNanoseconds: 18)
        let reads = [consumer.next(), consumer.next(), consumer.next()]
        #expect(reads[0] == Read(mark: first, samples: Self.ramp(0..<5)))
        #expect(reads[1] == Read(mark: second, samples: Self.ramp(5..<8)))
        #expect(reads[2] == nil)
    }

    @Test func aReadIsTakenInPiecesWithoutLosingItsMark() {
        let queue = SampleQueue(sampleCapacity: 8, markCapacity: 4)
        var producer = queue.producer
        var consumer = queue.consumer
        producer.write(Self.ramp(0..<5).span, bootTimeNanoseconds: 1)
        producer.write(Self.ramp(5..<7).span, bootTimeNanoseconds: 2)
        _ = consumer.nextMark()
        var got: [Float] = []
        while consumer.framesLeft > 0 {
            var two: [Float] = [0, 0]
            var span = two.mutableSpan
            let count = consumer.read(into: &span)
            got += two.prefix(count)
        }
        #expect(got == Self.ramp(0..<5))
        let next = consumer.nextMark()
        #expect(next?.firstFrame == 5)
    }

    @Test(arguments: 1...6, 1...6)
    func everyDroppedReadIsCountedExactly(sampleCapacity: Int, length: Int) {
        // However full the queue is, delivered frames and reported losses add up to what was written.
        for markCapacity in 1...4 {
            for reads in 1...8 {
                let queue = SampleQueue(sampleCapacity: sampleCapacity, markCapacity: markCapacity)
                var producer = queue.producer
                var consumer = queue.consumer
                var next: Float = 0
                for read in 0..<reads {
                    let frames = Self.ramp(read * length..<(read + 1) * length)
                    producer.write(frames.span, bootTimeNanoseconds: 0)
                    if read == reads / 2 { Self.drain(&consumer, &next) }
                }
                Self.drain(&consumer, &next)
                let reported = producer.reportLoss(bootTimeNanoseconds: 0)
                #expect(reported)
                Self.drain(&consumer, &next)
                #expect(next == Float(reads * length))
            }
        }
    }

    /// Takes all reads, checking that every sample is where the losses before it say.
    private static func drain(_ consumer: inout SampleQueue.Consumer, _ next: inout Float) {
        while let read = consumer.next() {
            next += Float(read.mark.framesLostBefore)
            #expect((read.mark.cause == .queue) == (read.mark.framesLostBefore > 0))
            for sample in read.samples {
                #expect(sample == next)
                next += 1
            }
        }
    }

    @Test func framesAreNumberedAsDelivered() {
        let queue = SampleQueue(sampleCapacity: 4, markCapacity: 4)
        var producer = queue.producer
        var consumer = queue.consumer
        let fits = producer.write(Self.ramp(0..<3).span, bootTimeNanoseconds: 0)
        let overflows = producer.write(Self.ramp(3..<6).span, bootTimeNanoseconds: 0)
        #expect(fits && !overflows)
        #expect(producer.pendingLossFrames == 3)
        _ = consumer.next()
        let fitsAgain = producer.write(Self.ramp(6..<9).span, bootTimeNanoseconds: 0)
        #expect(fitsAgain)
        let mark = consumer.next()?.mark
        #expect(mark?.firstFrame == 3)
        #expect(mark?.framesLostBefore == 3)
        #expect(producer.pendingLossFrames == 0)
    }

    @Test func aLossOfTheDriverComesWithTheNextRead() {
        let queue = SampleQueue(sampleCapacity: 8, markCapacity: 4)
        var producer = queue.producer
        var consumer = queue.consumer
        for cause in LossCause.allCases {
            producer.recordLoss(frames: 12, cause: cause)
            producer.write([1].span, bootTimeNanoseconds: 0)
            let mark = consumer.next()?.mark
            #expect(mark?.framesLostBefore == 12)
            #expect(mark?.cause == cause)
        }
    }

    @Test(arguments: LossCause.allCases, LossCause.allCases)
    func whereCausesMeetLengthsAddUpAndTheLongestIsNamed(small: LossCause, large: LossCause) {
        let queue = SampleQueue(sampleCapacity: 8, markCapacity: 4)
        var producer = queue.producer
        var consumer = queue.consumer
        producer.recordLoss(frames: 5, cause: small)
        producer.recordLoss(frames: 6, cause: large)
        producer.write([1].span, bootTimeNanoseconds: 0)
        let mark = consumer.next()?.mark
        #expect(mark?.framesLostBefore == 11)
        #expect(mark?.cause == large)
    }

    @Test func aQueueForADeviceHoldsTwoSeconds() {
        for rate in [8000, 16_000, 44_100, 48_000, 192_000] {
            let queue = SampleQueue(rateHz: rate, readFrames: rate / 100)
            var producer = queue.producer
            let read = [Float](repeating: 0.5, count: rate / 100)
            var written = 0
            while producer.write(read.span, bootTimeNanoseconds: 0) { written += read.count }
            #expect(written >= 2 * rate)
        }
    }
}
