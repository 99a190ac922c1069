import Testing

@testable import RingBuffer

/// Circular state, by enumeration: every capacity, start and length of small rings.
@Suite struct RingIndexesTests {
    /// A queue that starts anywhere, with reads of consecutive numbers.
    private struct Queue: ~Copyable {
        var producer: SampleQueue.Producer
        var consumer: SampleQueue.Consumer

        init(capacity: Int, marks: Int = 8, start: Int) {
            let queue = SampleQueue(sampleCapacity: capacity, markCapacity: marks, startingAt: start)
            self.producer = queue.producer
            self.consumer = queue.consumer
        }

        mutating func write(_ values: Range<Int>) -> Bool {
            let frames = values.map { Float($0) }
            return producer.write(frames.span, bootTimeNanoseconds: 0)
        }

        mutating func read() -> [Float]? {
            guard let mark = consumer.nextMark() else { return nil }
            var frames = [Float](repeating: -1, count: mark.frameCount)
            var span = frames.mutableSpan
            let count = consumer.read(into: &span)
            return Array(frames.prefix(count))
        }
    }

    private static func ramp(_ range: Range<Int>) -> [Float] { range.map { Float($0) } }

    /// From the beginning, and where a count of 32 bits would turn over.
    private static func starts(_ capacity: Int) -> [Int] {
        Array(0..<(2 * capacity)) + [1 << 31, 1 << 32].flatMap { $0 - capacity...$0 }
    }

    @Test(arguments: 1...9)
    func everyLayoutGivesBackWhatWasWritten(capacity: Int) {
        for start in Self.starts(capacity) {
            for length in 0...capacity {
                var queue = Queue(capacity: capacity, start: start)
                let fits = queue.write(0..<length)
                let frames = queue.read()
                let rest = queue.read()
                #expect(fits && rest == nil, "start \(start) length \(length)")
                #expect(frames == Self.ramp(0..<length), "start \(start) length \(length)")
            }
        }
    }

    @Test(arguments: 1...8)
    func everyPairOfReadsKeepsTheOrder(capacity: Int) {
        for start in Self.starts(capacity) {
            for first in 0...capacity {
                for second in 0...(capacity - first) {
                    var queue = Queue(capacity: capacity, start: start)
                    let fit = [queue.write(0..<first), queue.write(first..<(first + second))]
                    let frames = [queue.read(), queue.read(), queue.read()]
                    #expect(fit == [true, true])
                    #expect(frames == [Self.ramp(0..<first), Self.ramp(first..<(first + second)), nil])
                }
            }
        }
    }

    @Test(arguments: 1...9)
    func aFullRingOfSamplesHasNoRoomUntilTheyAreRead(capacity: Int) {
        for start in 0..<capacity {
            var queue = Queue(capacity: capacity, start: start)
            let tooLong = queue.write(0..<(capacity + 1))
            let whole = queue.write(0..<capacity)
            let one = queue.write(0..<1)
            let frames = queue.read()
            let again = queue.write(0..<capacity)
            #expect(!tooLong && whole && !one && again)
            #expect(frames == Self.ramp(0..<capacity))
        }
    }

    @Test(arguments: 1...9)
    func aFullRingOfMarksHasNoRoomUntilOneIsTaken(marks: Int) {
        for start in 0..<marks {
            var queue = Queue(capacity: 100, marks: marks, start: start)
            var fits = (0..<(marks + 1)).map { queue.write($0..<($0 + 1)) }
            let dropped = fits.removeLast()
            let frames = queue.read()
            let again = queue.write(0..<1)
            #expect(fits.allSatisfy { $0 } && !dropped && again)
            #expect(frames == [0])
        }
    }

    @Test func theIndexesShareNoCacheLine() {
        #expect(MemoryLayout<LonelyIndex>.stride >= 2 * 120 + 8)
    }
}
