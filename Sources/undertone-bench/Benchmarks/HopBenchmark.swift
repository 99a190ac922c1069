import EmotionRecognition
import Publishing

/// One hop of a quarter of a second, from samples to the line of its event, in the middle of speech.
struct HopBenchmark: Benchmark {
    let name = "hop"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        var monitor = MonitorInMemory(setting.model)
        let samples = BenchmarkVoice.samples(seconds: 20)
        let hop = 4000
        let hops = samples.count / hop
        for index in 0..<hops { monitor.hear(samples, index * hop..<(index + 1) * hop) }
        return Stopwatch.calls(for: setting.seconds, least: 1000) { call in
            let start = call % hops * hop
            monitor.hear(samples, start..<start + hop)
        }.figures("hop")
    }
}

/// The monitor without threads and descriptors: samples in, lines out.
struct MonitorInMemory: ~Copyable {
    private var recognizer: Recognizer
    private var stream = EventStream()
    private let encoder: EventEncoder
    private var found: [Recognition] = []
    /// Lines made so far.
    private(set) var lineCount = 0
    /// Estimates among them, and those of them in speech.
    private(set) var estimateCount = 0
    private(set) var speechCount = 0

    init(_ model: SpeechEmotionModel) {
        recognizer = Recognizer(model: model)
        encoder = EventEncoder(labels: model.labels)
        found.reserveCapacity(16)
        let hello = Hello(
            stream: "bench", version: "bench",
            model: Hello.Model(name: "model", sha256: model.sha256, labels: model.labels),
            input: Hello.Input(kind: .stdin, name: "memory", rateHz: 16000, channels: 1, format: "float"),
            settings: Hello.Settings(
                everySeconds: 0.25, channel: "mix", isPaced: false, statusEverySeconds: 10),
            decision: model.decision.values)
        _ = encoder.line(of: stream.event(.hello(hello), at: 0))
    }

    /// Processes part of `samples` as reads of 10 ms would bring it.
    mutating func hear(_ samples: [Float], _ range: Range<Int>, encoding: Bool = true) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(start + 160, range.upperBound)
            Self.recognize(samples, start..<end, &recognizer, &found)
            publish(encoding)
            start = end
        }
    }

    /// Takes its parts one by one because a closure cannot hold all of self.
    private static func recognize(
        _ samples: [Float], _ range: Range<Int>, _ recognizer: inout Recognizer, _ found: inout [Recognition]
    ) {
        recognizer.process(samples.span.extracting(range)) { found.append($0) }
    }

    private mutating func publish(_ encoding: Bool) {
        for index in found.indices {
            switch found[index] {
            case .estimate(let estimate):
                estimateCount += 1
                if estimate.state == .speech { speechCount += 1 }
                guard encoding else { continue }
                _ = encoder.line(
                    of: stream.event(.estimate(estimate, lagMilliseconds: 0.1), at: estimate.end))
            case .utterance(let utterance):
                guard encoding else { continue }
                _ = encoder.line(of: stream.event(.utterance(utterance), at: utterance.decidedAt))
            }
            lineCount += 1
        }
        found.removeAll(keepingCapacity: true)
    }
}
