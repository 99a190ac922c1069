internal import Synchronization

/// An index alone in its cache lines, so that one side's stores never evict the other side's index.
///
/// 120 bytes on either side: lines are 64 bytes, and common prefetchers fetch them in pairs.
struct LonelyIndex: ~Copyable {
    private let before = InlineArray<15, Int>(repeating: 0)
    let value: Atomic<Int>
    private let after = InlineArray<15, Int>(repeating: 0)

    init(_ index: Int) { self.value = Atomic(index) }
}

/// Who may touch which slot of a ring with one producer and one consumer.
///
/// Both indexes count elements since the beginning and never wrap (2⁶³ samples last six million years); the
/// slot of an index is its remainder by the capacity. `head ≤ tail ≤ head + capacity` always holds. The
/// consumer alone may read the slots [head, tail), the producer alone may touch the others.
final class RingIndexes: Sendable {
    let capacity: Int
    /// The next element to be taken: stored by the consumer, loaded by the producer.
    let head: LonelyIndex
    /// The next slot to be filled: stored by the producer, loaded by the consumer.
    let tail: LonelyIndex

    init(capacity: Int, startingAt index: Int) {
        precondition(capacity > 0, "a ring holds at least one element")
        self.capacity = capacity
        self.head = LonelyIndex(index)
        self.tail = LonelyIndex(index)
    }

    /// The slots of `count` elements from `index` on: up to the ring's end, and then from its beginning.
    func slots(from index: Int, count: Int) -> (first: Range<Int>, second: Range<Int>) {
        let start = index % capacity
        let first = min(count, capacity - start)
        return (start..<(start + first), 0..<(count - first))
    }
}

/// The producer's side of a ring's indexes.
struct WriteIndex: ~Copyable {
    private let shared: RingIndexes
    private var tail: Int
    /// The consumer's index when last looked at: it can only have grown since, so it errs on the safe side.
    private var knownHead: Int

    init(_ shared: RingIndexes) {
        self.shared = shared
        // Relaxed: the sides are made on one thread, before either is handed to another.
        self.tail = shared.tail.value.load(ordering: .relaxed)
        self.knownHead = shared.head.value.load(ordering: .relaxed)
    }

    /// Whether `count` elements fit; if so, the slots that `freeSlots` names are the producer's.
    mutating func hasRoom(for count: Int) -> Bool {
        if shared.capacity - (tail - knownHead) >= count { return true }
        // Acquiring, partner of the releasing store in `ReadIndex.giveBack`: the consumer has read the slots
        // that it gave back before they are written again.
        knownHead = shared.head.value.load(ordering: .acquiring)
        return shared.capacity - (tail - knownHead) >= count
    }

    /// The next `count` free slots.
    ///
    /// - Precondition: `hasRoom(for: count)`, a ring never overwrites.
    func freeSlots(_ count: Int) -> (first: Range<Int>, second: Range<Int>) {
        precondition(shared.capacity - (tail - knownHead) >= count, "a ring never overwrites")
        return shared.slots(from: tail, count: count)
    }

    /// Hands `count` filled slots to the consumer.
    mutating func publish(_ count: Int) {
        tail += count
        // Releasing, partner of the acquiring load in `ReadIndex.availableCount`: whoever sees the new index
        // sees the elements.
        shared.tail.value.store(tail, ordering: .releasing)
    }
}

/// The consumer's side of a ring's indexes.
struct ReadIndex: ~Copyable {
    private let shared: RingIndexes
    private var head: Int
    /// The producer's index when last looked at: it can only have grown since, so it errs on the safe side.
    private var knownTail: Int

    init(_ shared: RingIndexes) {
        self.shared = shared
        // Relaxed: the sides are made on one thread, before either is handed to another.
        self.head = shared.head.value.load(ordering: .relaxed)
        self.knownTail = shared.tail.value.load(ordering: .relaxed)
    }

    /// How many elements can be read, looking at the producer's index only when fewer than `wanted` are known.
    mutating func availableCount(wanted: Int) -> Int {
        if knownTail - head < wanted {
            // Acquiring, partner of the releasing store in `WriteIndex.publish`: the elements up to the index
            // are seen with it.
            knownTail = shared.tail.value.load(ordering: .acquiring)
        }
        return knownTail - head
    }

    /// The next `count` filled slots.
    ///
    /// - Precondition: `availableCount` has said that there are as many.
    func filledSlots(_ count: Int) -> (first: Range<Int>, second: Range<Int>) {
        precondition(knownTail - head >= count, "only what was published is read")
        return shared.slots(from: head, count: count)
    }

    /// Gives `count` slots that were read back to the producer.
    mutating func giveBack(_ count: Int) {
        head += count
        // Releasing, partner of the acquiring load in `WriteIndex.hasRoom`: the slots are given back only
        // after they were read.
        shared.head.value.store(head, ordering: .releasing)
    }
}
