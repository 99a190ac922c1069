import Synchronization
import Testing

@testable import EmotionTraining

@Suite struct BackgroundMapTests {
    /// Whoever makes an element, the result is that of a plain `map`.
    @Test(arguments: [0, 1, 3])
    func theResultsAreThoseOfMap(threads: Int) {
        for count in [0, 1, 2, 500] {
            let map = BackgroundMap(Array(0..<count)) { $0 * $0 }
            if threads > 0 { map.begin(threads: threads) }
            #expect(map.results() == (0..<count).map { $0 * $0 })
        }
    }

    @Test func anElementHeldUpInTheBackgroundIsMadeWithoutIt() async {
        let released = Atomic(false)
        let calls = Atomic(0)
        let map = BackgroundMap([7]) { element -> Int in
            let isFirst = calls.add(1, ordering: .relaxed).oldValue == 0
            while isFirst, !released.load(ordering: .acquiring) {}
            return element + 1
        }
        map.begin(threads: 1)
        // Until the thread has it in hand: from then on it hangs.
        while calls.load(ordering: .relaxed) == 0 { await Task.yield() }
        #expect(map.results() == [8])
        #expect(calls.load(ordering: .relaxed) == 2)
        released.store(true, ordering: .releasing)
    }

    /// The next element is begun before the one before has been handed out, and no other.
    @Test func oneElementIsPreparedAhead() {
        let log = Mutex([String]())
        let ahead = PreparedAhead([1, 2, 3], threads: 2) { element in
            Preparation(
                begin: { threads in log.withLock { $0.append("begin \(element) on \(threads)") } },
                result: {
                    log.withLock { $0.append("end \(element)") }
                    return 10 * element
                })
        }
        for (element, prepared) in ahead { log.withLock { $0.append("use \(element) \(prepared)") } }
        #expect(
            log.withLock { $0 } == [
                "end 1", "begin 2 on 2", "use 1 10", "end 2", "begin 3 on 2", "use 2 20", "end 3", "use 3 30",
            ])
    }
}
