import EmotionTraining
import Testing

@Suite struct TrainingStepTests {
    @Test func theStepLearns() {
        let step = RepeatedTrainingStep(batch: 8, steps: 10, threads: 2)
        let first = step.run()
        var last = first
        for _ in 0..<20 { last = step.run() }
        #expect(last < 0.8 * first)
    }
}
