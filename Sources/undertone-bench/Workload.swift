import ArgumentParser
import EmotionRecognition
import SpeechFeatures

/// Something to do for so many seconds of audio, and nothing else: for callgrind and perf.
enum Workload: String, ExpressibleByArgument, CaseIterable {
    /// Samples to lines, in the middle of speech.
    case speech
    /// Samples to lines, digital silence.
    case silence
    /// Samples to frames.
    case frontEnd = "front-end"

    /// What was heard, and so what it is that was counted.
    struct Heard {
        var estimates = 0
        /// Those of them that found speech.
        var speech = 0

        /// One line: the estimates, and the kernels that made them.
        func line(kernels: String) -> String { "kernels=\(kernels) estimates=\(estimates) speech=\(speech)" }
    }

    func run(_ model: SpeechEmotionModel, seconds: Int) -> Heard {
        // One second again and again: making the voice would cost more than hearing it.
        let voice = BenchmarkVoice.samples(seconds: 1)
        switch self {
        case .speech, .silence:
            var monitor = MonitorInMemory(model)
            let second = self == .speech ? voice : Array(repeating: 0, count: voice.count)
            for _ in 0..<seconds { monitor.hear(second, second.indices) }
            return Heard(estimates: monitor.estimateCount, speech: monitor.speechCount)
        case .frontEnd:
            var filter = HighPassFilter(options: model.features)
            var extractor = FrameExtractor(options: model.features)
            for _ in 0..<seconds {
                var second = voice
                var span = second.mutableSpan
                filter.process(&span)
                var offset = 0
                while extractor.next(second, from: &offset) {}
            }
            return Heard()
        }
    }
}
