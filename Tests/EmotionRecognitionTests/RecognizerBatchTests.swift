import EmotionModel
import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

/// Streams that share a model's steps say what each would say alone.
@Suite struct RecognizerBatchTests {
    private static let model = randomModel(
        options: NetworkOptions(
            inputSize: FeatureOptions().stepVectorSize, convolutionChannels: 24, dilations: [1, 2],
            hiddenSize: 32, pooling: .attention, denseSizes: [16], labelCount: 6), networks: 2)

    private static let clips = [
        Signals.voice(3, voiced: [0.2..<1.4, 2.0..<2.8]), Signals.silence(3),
        Signals.voice(3, voiced: [0.5..<2.5], pitchHertz: 220), Signals.white(3, dBFS: -40),
        Signals.voice(3, voiced: [0.0..<3.0], pitchHertz: 100, resonanceHertz: 500),
    ]

    /// What every stream says when each round brings stream k `sizes[k % count]` samples.
    private func heard(_ sizes: [Int]) -> [[Recognition]] {
        let clips = Self.clips
        var batch = RecognizerBatch(model: Self.model, streamCount: clips.count)
        var events: [[Recognition]] = Array(repeating: [], count: clips.count)
        var offsets = Array(repeating: 0, count: clips.count)
        while zip(offsets, clips).contains(where: { $0 < $1.count }) {
            let blocks = clips.indices.map { stream -> [Float] in
                let end = min(offsets[stream] + sizes[stream % sizes.count], clips[stream].count)
                defer { offsets[stream] = end }
                return Array(clips[stream][offsets[stream]..<end])
            }
            batch.process(blocks) { events[$0].append($1) }
        }
        for stream in clips.indices { batch.finish(stream) { events[stream].append($0) } }
        return events
    }

    @Test(arguments: [[160], [4000], [160, 1, 333, 0, 4000], [48000]])
    func everyStreamSaysWhatItSaysAlone(sizes: [Int]) {
        // A stream that never gets anything would never end.
        let events = heard(sizes.map { max($0, 1) })
        for (stream, clip) in Self.clips.enumerated() {
            #expect(events[stream] == Heard(clip, model: Self.model).events, "stream \(stream)")
        }
    }

    @Test func aGapInOneStreamIsNoneInAnother() {
        let clip = Signals.voice(2, voiced: [0.2..<2])
        var batch = RecognizerBatch(model: Self.model, streamCount: 2)
        var events: [[Recognition]] = [[], []]
        batch.process([clip, clip]) { events[$0].append($1) }
        batch.gap(in: 0, endingAt: 3) { events[0].append($0) }
        batch.process([clip, clip]) { events[$0].append($1) }
        for stream in 0..<2 { batch.finish(stream) { events[stream].append($0) } }
        #expect(events[1] == Heard(clip + clip, model: Self.model).events)
        #expect(events[0] != events[1])
    }
}
