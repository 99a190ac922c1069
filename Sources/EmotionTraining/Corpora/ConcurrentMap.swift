import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// `map` on all cores.
    ///
    /// The result is in the order of the elements, whichever thread made it.
    ///
    /// - Parameters:
    ///   - progress: Called with the number of elements done, from any of the threads.
    ///   - transform: Must depend on its element alone.
    /// - Returns: One result per element, in the elements' order.
    func concurrentMap<Result: Sendable>(
        progress: (@Sendable (_ done: Int) -> Void)? = nil, _ transform: @Sendable (Element) -> Result
    ) -> [Result] {
        var results = [Result?](repeating: nil, count: count)
        // Only counts: nothing is published through it, so relaxed is enough. The results themselves are
        // handed over by concurrentPerform's return.
        let done = Atomic(0)
        unsafe results.withUnsafeMutableBufferPointer { slots in
            // SAFETY: each iteration writes its own slot and no other; the buffer outlives concurrentPerform,
            // which returns after the last iteration.
            nonisolated(unsafe) let slots = unsafe slots
            DispatchQueue.concurrentPerform(iterations: count) { index in
                unsafe slots[index] = transform(self[index])
                progress?(done.add(1, ordering: .relaxed).newValue)
            }
        }
        return results.compactMap(\.self)
    }
}
