import EmotionTraining

/// The trainer's step: the reference network, 64 sequences of 300 steps of 40 values, forward, backward and
/// Adam.
struct TrainingStepBenchmark: Benchmark {
    var name: String { "training-step" }

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        [1, 2].map { threads in
            let step = RepeatedTrainingStep(threads: threads)
            // The first one touches its memory.
            _ = step.run()
            let times = Stopwatch.calls(for: setting.seconds, least: 2) { _ in _ = step.run() }
            return Figure("\(name).threads_\(threads)", times.median / 1000, "ms")
        }
    }
}
