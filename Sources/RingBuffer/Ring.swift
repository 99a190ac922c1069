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

/// The memory that the two halves of a ring share.
///
/// Both indexes count elements since the beginning and never wrap (2⁶³ samples last six million years); the
/// slot of an index is its remainder by the capacity. `head ≤ tail ≤ head + capacity` always holds.
// SAFETY: the slots [head, tail) are only read, by the one consumer; all others are only touched by the one
// producer. A slot changes hands by a releasing store of an index and an acquiring load of it, and the halves
// are ~Copyable, so there is never a second producer or consumer.
@safe
final class RingStorage<Element: BitwiseCopyable>: @unchecked Sendable {
    let slots: UnsafeMutablePointer<Element>
    let capacity: Int
    /// The next element to be taken: stored by the consumer, loaded by the producer.
    let head: LonelyIndex
    /// The next slot to be filled: stored by the producer, loaded by the consumer.
    let tail: LonelyIndex

    init(capacity: Int, filledWith element: Element, startingAt index: Int) {
        precondition(capacity > 0, "a ring holds at least one element")
        // SAFETY: initialised here, whole, and freed in deinit, when neither half is left.
        unsafe self.slots = .allocate(capacity: capacity)
        unsafe slots.initialize(repeating: element, count: capacity)
        self.capacity = capacity
        self.head = LonelyIndex(index)
        self.tail = LonelyIndex(index)
    }

    // SAFETY: both halves hold a reference, so nobody can reach the slots any more.
    deinit { unsafe slots.deallocate() }
}

/// The writing half of a lock-free ring for one producer and one consumer; it never overwrites.
struct RingProducer<Element: BitwiseCopyable>: ~Copyable {
    private let storage: RingStorage<Element>
    private var tail: Int
    /// The consumer's index when last looked at: it can only have grown since, so it errs on the safe side.
    private var knownHead: Int

    init(_ storage: RingStorage<Element>) {
        self.storage = storage
        // Relaxed: the halves are made on one thread, before either is handed to another.
        self.tail = storage.tail.value.load(ordering: .relaxed)
        self.knownHead = storage.head.value.load(ordering: .relaxed)
    }

    /// Whether `count` elements fit.
    mutating func hasRoom(for count: Int) -> Bool {
        if storage.capacity - (tail - knownHead) >= count { return true }
        // Acquiring, partner of the releasing store in `RingConsumer.take`: the consumer has read the slots
        // that it gives back before they are written again.
        knownHead = storage.head.value.load(ordering: .acquiring)
        return storage.capacity - (tail - knownHead) >= count
    }

    /// Adds all elements; the caller has made sure that they fit.
    mutating func add(_ elements: Span<Element>) {
        precondition(storage.capacity - (tail - knownHead) >= elements.count, "a ring never overwrites")
        let start = tail % storage.capacity
        let first = min(elements.count, storage.capacity - start)
        // SAFETY: the precondition keeps [tail, tail + count) free for us; it is copied as the part up to
        // the end of the storage and the part from its beginning, both in bounds, and `elements` is borrowed.
        unsafe elements.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            unsafe (storage.slots + start).update(from: base, count: first)
            unsafe storage.slots.update(from: base + first, count: elements.count - first)
        }
        tail += elements.count
        // Releasing, partner of the acquiring load in `RingConsumer.availableCount`: whoever sees the new
        // index sees the elements.
        storage.tail.value.store(tail, ordering: .releasing)
    }
}

/// The reading half of a lock-free ring for one producer and one consumer.
struct RingConsumer<Element: BitwiseCopyable>: ~Copyable {
    private let storage: RingStorage<Element>
    private var head: Int
    /// The producer's index when last looked at: it can only have grown since, so it errs on the safe side.
    private var knownTail: Int

    init(_ storage: RingStorage<Element>) {
        self.storage = storage
        // Relaxed: the halves are made on one thread, before either is handed to another.
        self.head = storage.head.value.load(ordering: .relaxed)
        self.knownTail = storage.tail.value.load(ordering: .relaxed)
    }

    /// How many elements can be taken, looking at the producer's index only when fewer than `wanted` are known.
    mutating func availableCount(wanted: Int) -> Int {
        if knownTail - head < wanted {
            // Acquiring, partner of the releasing store in `RingProducer.add`: the elements up to the index
            // are seen with it.
            knownTail = storage.tail.value.load(ordering: .acquiring)
        }
        return knownTail - head
    }

    /// Takes as many elements as there are, at most `limit` and as `destination` holds; returns how many.
    mutating func take(into destination: inout MutableSpan<Element>, atMost limit: Int) -> Int {
        let wanted = min(destination.count, limit)
        let count = min(wanted, availableCount(wanted: wanted))
        let start = head % storage.capacity
        let first = min(count, storage.capacity - start)
        // SAFETY: [head, head + count) was filled by the producer and is ours until the store below; both
        // parts are in bounds of the storage and of the destination, which is borrowed exclusively.
        unsafe destination.withUnsafeMutableBufferPointer { target in
            guard let base = target.baseAddress else { return }
            unsafe base.update(from: storage.slots + start, count: first)
            unsafe (base + first).update(from: storage.slots, count: count - first)
        }
        head += count
        // Releasing, partner of the acquiring load in `RingProducer.hasRoom`: the slots are given back
        // only after they were read.
        storage.head.value.store(head, ordering: .releasing)
        return count
    }

    /// Takes one element; nil when there is none.
    mutating func takeOne() -> Element? {
        guard availableCount(wanted: 1) > 0 else { return nil }
        // SAFETY: the slot of `head` was filled by the producer and is ours until the store below.
        let element = unsafe storage.slots[head % storage.capacity]
        head += 1
        // Releasing, as in `take`.
        storage.head.value.store(head, ordering: .releasing)
        return element
    }
}
