import EmotionRecognition
import FoundationEssentials
import TestSupport
import Testing

@testable import EmotionTraining

/// The shipped model, where it has been built already.
private let shippedModel: String? = {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let path = "/\(root)/models/undertone.safetensors"
    return FileManager.default.fileExists(atPath: path) ? path : nil
}()

/// Six clips of the development speakers, one of each emotion, again and again for ten minutes.
private struct LoopedClips {
    static let paths = [
        "1030_DFA_ANG_XX", "1002_TIE_DIS_XX", "1078_TIE_FEA_XX", "1020_DFA_HAP_XX", "1079_TIE_NEU_XX",
        "1062_IEO_SAD_HI",
    ].map { "crema-d/AudioWAV/\($0).flac" }

    let clips: [Clip]
    /// The samples of one round, with a pause after each clip.
    private var round: [Float] = []
    /// When each clip ends, in samples from the round's start, its pause included.
    private var ends: [Int] = []

    init(corpora: String) throws {
        let named = try Self.paths.map { path in
            let name = try ClipName(path: path)
            return Clip(
                root: corpora, path: path, corpus: name.corpus, name: name.name, speaker: name.speaker,
                emotion: name.emotion,
                split: .dev)
        }
        let library = ClipLibrary.load(named)
        clips = library.clips
        var random = TestRandom(seed: 1)
        for index in clips.indices {
            round += library.samples(at: index)
            round += (0..<24_000).map { _ in 0.0003 * random.signed() }
            ends.append(round.count)
        }
    }

    /// The clips' labels, one row per whole round: argmax of a clip's utterances weighted by duration.
    func labels(_ model: SpeechEmotionModel, seconds: Int) -> [[Int?]] {
        let rounds = seconds * 16_000 / round.count
        let none = [[Double]](repeating: Array(repeating: 0, count: model.labels.count), count: clips.count)
        var sums = Array(repeating: none, count: rounds)
        func take(_ recognition: Recognition) {
            guard case .utterance(let utterance) = recognition else { return }
            let middle = Int((utterance.start + utterance.end) / 2 * 16_000)
            let clip = ends.firstIndex { middle % round.count < $0 } ?? 0
            for label in model.labels.indices {
                sums[middle / round.count][clip][label] +=
                    Double(utterance.posterior[label]) * (utterance.end - utterance.start)
            }
        }
        var recognizer = Recognizer(model: model)
        for _ in 0..<rounds { recognizer.process(round.span) { take($0) } }
        recognizer.finish { take($0) }
        return sums.map { clips in
            clips.map { sums in sums.contains { $0 > 0 } ? sums.indices.max { sums[$0] < sums[$1] } : nil }
        }
    }
}

@Suite(
    .enabled(
        if: shippedModel != nil && sharedFolder("corpora/crema-d") != nil,
        "needs models/undertone.safetensors and the corpora beside the project"))
struct LoopedClipsTests {
    @Test func tenMinutesOfTheSameClipsGetTheSameLabels() throws {
        let model = try SpeechEmotionModel(path: try #require(shippedModel))
        let looped = try LoopedClips(corpora: try #require(sharedFolder("corpora")))
        try #require(looped.clips.count == 6)
        let splits = looped.clips.map { SpeakerSplit.standard[$0.corpus, $0.speaker]?.split }
        #expect(splits.allSatisfy { $0 == .dev } && Set(looped.clips.map(\.emotion)).count == 6)

        let rounds = looped.labels(model, seconds: 600)
        #expect(rounds.count > 15)
        for (number, labels) in rounds.enumerated().dropFirst(2) {
            #expect(labels == rounds[1], "round \(number + 1)")
        }
        let right = zip(looped.clips, rounds[1]).count { clip, label in
            label.map { model.labels[$0] } == clip.emotion.rawValue
        }
        #expect(right >= 4, "\(rounds[1].map { $0.map { model.labels[$0] } ?? "none" })")
    }
}
