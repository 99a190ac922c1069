private import Dispatch
internal import Synchronization

/// `map` on all cores that begins in the background and is ended by whoever needs the result.
///
/// What the next batch is made of so gathers while this one is learnt from, on the time that the step's threads leave
/// over when one waits for the other, and never at their cost.
final class BackgroundMap<Element: Sendable, Result: Sendable>: Sendable {
    private let elements: [Element]
    private let transform: @Sendable (Element) -> Result
    // Only hands out numbers; each result is published by its own slot.
    private let next = Atomic(0)
    private let slots: [Slot]

    /// Nothing runs yet.
    ///
    /// - Parameter transform: must depend on its element alone; may be called twice for one.
    init(_ elements: [Element], _ transform: @escaping @Sendable (Element) -> Result) {
        self.elements = elements
        self.transform = transform
        slots = elements.map { _ in Slot() }
    }

    /// Begins on `threads` idle threads and returns.
    func begin(threads: Int) {
        for _ in 0..<min(threads, elements.count) { startIdleThread { self.work() } }
    }

    /// Makes the rest on all cores.
    ///
    /// - Returns: one result per element, in the elements' order.
    func results() -> [Result] {
        DispatchQueue.concurrentPerform(iterations: elements.count) { _ in makeNext() }
        // What an idle thread has in hand is made again: nobody knows when it will next be let run.
        return zip(elements, slots).map { element, slot in slot.made.load()?.result ?? transform(element) }
    }

    /// The same as a preparation that ends with `finish`.
    func preparation<Whole>(_ finish: @escaping ([Result]) -> Whole) -> Preparation<Whole> {
        Preparation(begin: begin, result: { finish(self.results()) })
    }

    private func work() {
        while makeNext() {}
    }

    /// Makes one more; false where none is left.
    @discardableResult private func makeNext() -> Bool {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < elements.count else { return false }
        _ = slots[index].made.storeIfNil(Made(transform(elements[index])))
        return true
    }

    private final class Made: Sendable {
        let result: Result

        init(_ result: Result) { self.result = result }
    }

    // Written once, by whoever drew its number, and read without waiting.
    private final class Slot: Sendable {
        let made = AtomicLazyReference<Made>()
    }
}
