import Testing

@testable import RingBuffer

/// Circular state, by enumeration: every capacity, start and length of small rings.
@Suite struct RingTests {
    private struct Halves: ~Copyable {
        var producer: RingProducer<Int32>
        var consumer: RingConsumer<Int32>

        init(capacity: Int, start: Int) {
            let storage = RingStorage<Int32>(capacity: capacity, filledWith: -1, startingAt: start)
            self.producer = RingProducer(storage)
            self.consumer = RingConsumer(storage)
        }

        mutating func add(_ values: Range<Int>) {
            let added = values.map { Int32($0) }
            producer.add(added.span)
        }

        mutating func take(_ count: Int) -> [Int32] {
            var taken = [Int32](repeating: -2, count: count)
            var span = taken.mutableSpan
            let got = consumer.take(into: &span, atMost: count)
            return Array(taken.prefix(got))
        }
    }

    @Test(arguments: 1...9)
    func everyLayoutGivesBackWhatWasAdded(capacity: Int) {
        for start in 0..<(2 * capacity) {
            for length in 0...capacity {
                var ring = Halves(capacity: capacity, start: start)
                let fits = ring.producer.hasRoom(for: length)
                ring.add(0..<length)
                let taken = ring.take(capacity)
                let rest = ring.take(1)
                #expect(fits && rest.isEmpty, "start \(start) length \(length)")
                #expect(taken == (0..<length).map { Int32($0) }, "start \(start) length \(length)")
            }
        }
    }

    @Test(arguments: 1...6)
    func everySplitOfAddingAndTakingKeepsTheOrder(capacity: Int) {
        for start in 0..<capacity {
            for first in 0...capacity {
                for taken in 0...first {
                    for second in 0...(capacity - first + taken) {
                        var ring = Halves(capacity: capacity, start: start)
                        ring.add(0..<first)
                        let head = ring.take(taken)
                        let fits = ring.producer.hasRoom(for: second)
                        ring.add(first..<(first + second))
                        let all = head + ring.take(capacity)
                        #expect(fits && all == (0..<(first + second)).map { Int32($0) })
                    }
                }
            }
        }
    }

    @Test(arguments: 1...9)
    func aFullRingHasNoRoomUntilSomethingIsTaken(capacity: Int) {
        for start in 0..<capacity {
            var ring = Halves(capacity: capacity, start: start)
            let more = ring.producer.hasRoom(for: capacity + 1)
            ring.producer.add([Int32](repeating: 7, count: capacity).span)
            let full = !ring.producer.hasRoom(for: 1)
            let taken = ring.consumer.takeOne()
            let one = ring.producer.hasRoom(for: 1)
            let two = ring.producer.hasRoom(for: 2)
            #expect(!more && full && taken == 7 && one && !two)
        }
    }

    @Test func theIndexesShareNoCacheLine() {
        #expect(MemoryLayout<LonelyIndex>.stride >= 2 * 120 + 8)
    }
}
