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

    func run(_ model: SpeechEmotionModel, seconds: Int) {
        let second = 16000
        switch self {
        case .speech:
            var monitor = MonitorInMemory(model)
            let samples = BenchmarkVoice.samples(seconds: Double(seconds))
            monitor.hear(samples, samples.indices)
        case .silence:
            var monitor = MonitorInMemory(model)
            monitor.hear(Array(repeating: 0, count: seconds * second), 0..<seconds * second)
        case .frontEnd:
            var filter = HighPassFilter(options: model.features)
            var extractor = FrameExtractor(options: model.features)
            var samples = BenchmarkVoice.samples(seconds: Double(seconds))
            var span = samples.mutableSpan
            filter.process(&span)
            var offset = 0
            while extractor.next(samples, from: &offset) {}
        }
    }
}
