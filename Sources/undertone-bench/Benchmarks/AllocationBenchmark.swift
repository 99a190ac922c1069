import CMallocCounter
import EmotionRecognition

/// Heap allocations of one hop in steady state, with and without the line.
struct AllocationBenchmark: Benchmark {
    let name = "allocations"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        let samples = BenchmarkVoice.samples(seconds: 30)
        return [batch(setting)]
            + [(true, "allocations.per_hop_with_line"), (false, "allocations.per_hop")].map {
                encoding, name in
                var monitor = MonitorInMemory(setting.model)
                let half = samples.count / 2
                // Buffers that grow do so while the first speech is heard.
                monitor.hear(samples, 0..<half, encoding: encoding)
                let before = monitor.estimateCount
                malloc_counter_start()
                monitor.hear(samples, half..<samples.count, encoding: encoding)
                let count = malloc_counter_stop()
                return Figure(name, Double(count) / Double(monitor.estimateCount - before), "allocations")
            }
    }

    /// Allocations of four batched streams in a second of speech.
    private func batch(_ setting: BenchmarkSetting) -> Figure {
        let voice = BenchmarkVoice.samples(seconds: 4)
        let rounds = (0..<400).map { round in
            Array(repeating: Array(voice[round * 160..<(round + 1) * 160]), count: 4)
        }
        var batch = RecognizerBatch(model: setting.model, streamCount: 4)
        for round in 0..<300 { batch.process(rounds[round]) { _, _ in } }
        malloc_counter_start()
        for round in 300..<400 { batch.process(rounds[round]) { _, _ in } }
        return Figure("allocations.batch_per_second", Double(malloc_counter_stop()), "allocations")
    }
}
