import EmotionRecognition

/// How many live streams one core carries: each gets its 10 ms in turn, as reads would bring them.
struct StreamsBenchmark: Benchmark {
    let name = "streams"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        [1, 16, 64, 256].map { count in
            Figure(
                "streams.separate_\(count)", separate(count, setting.model, setting.seconds),
                "streams at real time")
        }
    }

    /// Streams at real time per core, each with a recogniser of its own.
    private func separate(_ count: Int, _ model: SpeechEmotionModel, _ seconds: Double) -> Double {
        let streams = (0..<count).map { _ in Stream(model) }
        let samples = BenchmarkVoice.samples(seconds: 4)
        let reads = samples.count / 160
        func hear(_ read: Int) {
            for (index, stream) in streams.enumerated() {
                // Streams are not in step with one another.
                let start = (read + 7 * index) % reads * 160
                stream.recognizer.process(samples.span.extracting(start..<start + 160)) { _ in }
            }
        }
        for read in 0..<100 { hear(read) }
        var read = 100
        let times = Stopwatch.calls(for: seconds, least: 2) { _ in
            // A second of every stream.
            for _ in 0..<100 {
                hear(read)
                read += 1
            }
        }
        return Double(count) / (times.median * 1e-6)
    }

    private final class Stream {
        var recognizer: Recognizer

        init(_ model: SpeechEmotionModel) { recognizer = Recognizer(model: model) }
    }
}
