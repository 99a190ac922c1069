import EmotionTraining
import TestSupport
import Testing

@Suite struct TrainingStepTests {
    @Test func theStepLearns() {
        let step = RepeatedTrainingStep(batch: 8, steps: 10, threads: 2)
        let first = step.run()
        var last = first
        for _ in 0..<20 { last = step.run() }
        #expect(last < 0.8 * first)
    }

    @Test func aStepAllocatesNothing() {
        // One thread, so that the step's work is done where the allocations are counted.
        let step = RepeatedTrainingStep(batch: 8, steps: 20, threads: 1)
        // Buffers grow in the first, and the second is the first to use them again.
        for _ in 0..<2 { _ = step.run() }
        let count = allocations { _ = step.run() }
        #expect(count == nil || count == 0)
    }

    @Test func aStepOfTheDefaultNetworkAllocatesNothing() {
        // Shorter and longer ones by turns, as the batches of an epoch have them.
        let step = RepeatedTrainingStep(standardWithLengths: (0..<9).map { 4 + $0 * 5 % 9 }, threads: 1)
        for _ in 0..<2 { _ = step.run() }
        let count = allocations { _ = step.run() }
        #expect(count == nil || count == 0)
    }
}
