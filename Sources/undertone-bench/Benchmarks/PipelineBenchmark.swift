/// The whole pipeline on one core, samples to lines: seconds of audio per second.
struct PipelineBenchmark: Benchmark {
    let name = "pipeline"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        let samples = BenchmarkVoice.samples(seconds: 10)
        var monitor = MonitorInMemory(setting.model)
        // A second at a time: short enough to find the machine free.
        let second = 16000
        let times = Stopwatch.calls(for: setting.seconds, least: 20) { call in
            let start = call % 10 * second
            monitor.hear(samples, start..<start + second)
        }
        let silence = [Float](repeating: 0, count: samples.count)
        var quiet = MonitorInMemory(setting.model)
        let quietTimes = Stopwatch.calls(for: setting.seconds, least: 20) { _ in
            quiet.hear(silence, 0..<second)
        }
        return [
            Figure("pipeline.speech", 1 / (times.median * 1e-6), "× real time"),
            Figure("pipeline.silence", 1 / (quietTimes.median * 1e-6), "× real time"),
            Figure(
                "pipeline.speech_share", Double(monitor.speechCount) / Double(max(monitor.estimateCount, 1)),
                "of the estimates are speech"),
        ]
    }
}
