import EmotionRecognition

/// How many live streams one core carries: each gets its 10 ms in turn, as reads would bring them.
struct StreamsBenchmark: Benchmark {
    let name = "streams"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        [1, 16, 64, 256].flatMap { count in
            let (separate, batched) = compare(count, setting.model, setting.seconds)
            return [
                Figure("streams.separate_\(count)", separate, "streams at real time per core"),
                Figure("streams.batched_\(count)", batched, "streams at real time per core"),
                Figure("streams.ratio_\(count)", batched / separate, "× separate"),
            ]
        }
    }

    /// Streams at real time per core, each with a recogniser of its own and all in a batch, by turns.
    private func compare(
        _ count: Int, _ model: SpeechEmotionModel, _ seconds: Double
    ) -> (separate: Double, batched: Double) {
        let voice = BenchmarkVoice.samples(seconds: 4)
        let reads = (0..<voice.count / 160).map { Array(voice[$0 * 160..<($0 + 1) * 160]) }
        let streams = (0..<count).map { _ in Stream(model) }
        var batch = RecognizerBatch(model: model, streamCount: count)
        var blocks = Array(repeating: reads[0], count: count)
        var (separateRead, batchedRead) = (0, 0)
        func hearSeparately() {
            for (index, stream) in streams.enumerated() {
                // Streams are not in step with one another.
                let read = reads[(separateRead + 7 * index) % reads.count]
                stream.recognizer.process(read.span) { _ in }
            }
            separateRead += 1
        }
        func hearTogether() {
            for index in blocks.indices { blocks[index] = reads[(batchedRead + 7 * index) % reads.count] }
            batch.process(blocks) { _, _ in }
            batchedRead += 1
        }
        for _ in 0..<100 {
            hearSeparately()
            hearTogether()
        }
        var (separate, batched): ([Double], [Double]) = ([], [])
        let turns = max(5, Int(10 * seconds))
        for _ in 0..<turns {
            // A second of every stream at a time.
            separate.append(Stopwatch.processorSeconds { for _ in 0..<100 { hearSeparately() } })
            batched.append(Stopwatch.processorSeconds { for _ in 0..<100 { hearTogether() } })
        }
        func streamsPerCore(_ seconds: [Double]) -> Double {
            Double(count) / Durations(microseconds: seconds).median
        }
        return (streamsPerCore(separate), streamsPerCore(batched))
    }

    private final class Stream {
        var recognizer: Recognizer

        init(_ model: SpeechEmotionModel) { recognizer = Recognizer(model: model) }
    }
}
