import EmotionModel
import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

/// Streams that share a model's steps say what each would say alone.
@Suite struct RecognizerBatchTests {
    private static let model = randomModel(
        options: options(inputSize: FeatureOptions().stepVectorSize), networks: 2)

    private static func options(inputSize: Int) -> NetworkOptions {
        NetworkOptions(
            inputSize: inputSize, convolutionChannels: 24, dilations: [1, 2], hiddenSize: 32,
            pooling: .attention, denseSizes: [16], labelCount: 6)
    }

    /// A model as it is after its file was written and read.
    private static func stored(
        _ type: SafetensorsFile.ElementType, _ features: FeatureOptions, _ options: NetworkOptions
    ) throws -> SpeechEmotionModel {
        var model = randomModel(features: features, options: options, networks: 2)
        model.elementType = type
        return try SpeechEmotionModel(bytes: try model.file.encoded())
    }

    private static let clips = [
        Signals.voice(3, voiced: [0.2..<1.4, 2.0..<2.8]), Signals.silence(3),
        Signals.voice(3, voiced: [0.5..<2.5], pitchHertz: 220), Signals.white(3, dBFS: -40),
        Signals.voice(3, voiced: [0.0..<3.0], pitchHertz: 100, resonanceHertz: 500),
    ]

    /// What every stream says when each round brings stream k `sizes[k % count]` samples.
    private func heard(
        _ sizes: [Int], _ clips: [[Float]] = clips, model: SpeechEmotionModel = model
    ) -> [[Recognition]] {
        var batch = RecognizerBatch(model: model, streamCount: clips.count)
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

    /// Weights in half precision and in bytes, vectors of even and of odd lengths: 13 cepstra make 13 or 39.
    @Test(arguments: [SafetensorsFile.ElementType.float16, .int8], [true, false])
    func roundedWeightsSayWhatTheySayAlone(type: SafetensorsFile.ElementType, isOdd: Bool) throws {
        var features = isOdd ? FeatureOptions.reference : FeatureOptions()
        if isOdd { features.cepstrumCount = 13 }
        var options = Self.options(inputSize: features.stepVectorSize)
        if isOdd { (options.hiddenSize, options.pooling, options.denseSizes) = (33, .none, [17]) }
        #expect((features.stepVectorSize % 2 == 1) == isOdd)
        let model = try Self.stored(type, features, options)
        let events = heard([160, 1, 333, 4000], model: model)
        for (stream, clip) in Self.clips.enumerated() {
            #expect(events[stream] == Heard(clip, model: model).events, "stream \(stream)")
            #expect(!events[stream].isEmpty)
        }
    }

    /// More streams than a product in bytes takes at once.
    @Test(arguments: [SafetensorsFile.ElementType.float32, .int8])
    func seventyStreamsSayWhatEachSaysAlone(type: SafetensorsFile.ElementType) throws {
        let features = FeatureOptions()
        let model = try Self.stored(
            type, features, .plain(inputSize: features.stepVectorSize, labelCount: 6))
        let voices = (0..<3).map { Signals.voice(1, voiced: [0.1..<0.9], pitchHertz: 100 + 60 * Double($0)) }
        let alone = voices.map { Heard($0, model: model).events }
        let events = heard([4000], (0..<70).map { voices[$0 % 3] }, model: model)
        for stream in 0..<70 { #expect(events[stream] == alone[stream % 3], "stream \(stream)") }
        #expect(alone.allSatisfy { !$0.isEmpty })
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
