import CMallocCounter

/// Heap allocations of one hop in steady state, with and without the line.
struct AllocationBenchmark: Benchmark {
    let name = "allocations"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        let samples = BenchmarkVoice.samples(seconds: 30)
        return [(true, "allocations.per_hop_with_line"), (false, "allocations.per_hop")].map {
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
}
