/// The whole pipeline on one core, samples to lines: seconds of audio per second.
struct PipelineBenchmark: Benchmark {
    let name = "pipeline"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        let samples = BenchmarkVoice.samples(seconds: 10)
        var monitor = MonitorInMemory(setting.model)
        let times = Stopwatch.calls(for: setting.seconds, least: 5) { _ in
            monitor.hear(samples, samples.indices)
        }
        let silence = [Float](repeating: 0, count: samples.count)
        var quiet = MonitorInMemory(setting.model)
        let quietTimes = Stopwatch.calls(for: setting.seconds, least: 5) { _ in
            quiet.hear(silence, silence.indices)
        }
        return [
            Figure("pipeline.speech", 10 / (times.median * 1e-6), "× real time"),
            Figure("pipeline.silence", 10 / (quietTimes.median * 1e-6), "× real time"),
            Figure(
                "pipeline.speech_share", Double(monitor.speechCount) / Double(max(monitor.estimateCount, 1)),
                "of the estimates are speech"),
        ]
    }
}
