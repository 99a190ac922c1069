import Testing

@testable import EmotionTraining

@Suite struct LearningRateTests {
    @Test func oneCycleWarmsUpAndFallsAlongACosine() {
        var options = TrainingOptions()
        options.learningRate = 0.002
        options.epochs = 40
        let schedule = LearningRate(options: options)
        let expected: [(progress: Double, share: Float)] = [
            (0, 0.04), (2, 0.52), (4, 1), (13, 0.853553), (22, 0.5), (31, 0.146447), (40, 0.001),
        ]
        for row in expected {
            let rate = schedule.rate(progress: row.progress)
            #expect(abs(rate - 0.002 * row.share) < 1e-8, "after \(row.progress) epochs")
        }
        let rates = (0...400).map { schedule.rate(progress: Double($0) / 10) }
        let peak = rates.firstIndex(of: rates.max() ?? 0) ?? 0
        #expect(peak == 40)
        #expect(zip(rates[...peak], rates[1...peak]).allSatisfy(<))
        #expect(zip(rates[peak...], rates[(peak + 1)...]).allSatisfy(>=))
        #expect(rates.allSatisfy { $0 > 0 })
    }

    @Test func thePlateauScheduleHalvesAfterFourEpochsWithoutGain() {
        var options = TrainingOptions(network: .reference)
        options.learningRate = 0.001
        var schedule = LearningRate(options: options)
        let gains = [true, false, false, false, true, false, false, false, false, false, false, false, false]
        let rates = gains.map { gain in
            schedule.epochEnded(improved: gain)
            return schedule.rate(progress: 1)
        }
        #expect(rates == Array(repeating: 0.001, count: 8) + Array(repeating: 0.0005, count: 4) + [0.00025])
    }
}
