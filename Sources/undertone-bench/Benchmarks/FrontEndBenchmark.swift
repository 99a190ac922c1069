import EmotionRecognition
import SpeechFeatures

/// Streaming MFCC, one frame's worth of samples at a time: high-pass, window, FFT, mel, logarithm, DCT,
/// level and voicing.
struct FrontEndBenchmark: Benchmark {
    let name = "front-end"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        let options = setting.model.features
        let samples = BenchmarkVoice.samples(seconds: 10)
        let shift = options.frameShift
        var filter = HighPassFilter(options: options)
        var extractor = FrameExtractor(options: options)
        var block = [Float](repeating: 0, count: shift)
        var frames = 0
        // A second at a time: short enough to find the machine free.
        let blocks = 16000 / shift
        let times = Stopwatch.calls(for: setting.seconds) { call in
            let first = call % 10 * blocks
            for index in first..<first + blocks {
                filter.process(samples.span.extracting(index * shift..<(index + 1) * shift), into: &block)
                var offset = 0
                while extractor.next(block, from: &offset) { frames += 1 }
            }
        }
        precondition(frames > 0)
        let perSecond = Double(blocks) / (times.median * 1e-6)
        return [
            Figure("front-end.frames_per_second", perSecond, "frames/s"),
            Figure("front-end.frame", 1e6 / perSecond, "µs"),
        ]
    }
}
