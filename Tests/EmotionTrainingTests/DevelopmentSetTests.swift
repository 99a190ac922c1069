import EmotionRecognition
import SpeechFeatures
import Testing

@testable import EmotionTraining

@Suite struct DevelopmentSetTests {
    private func development(_ library: ClipLibrary) throws -> DevelopmentSet {
        let features = FeatureOptions()
        let flat = [Float](repeating: 0, count: features.cepstrumCount)
        return DevelopmentSet(
            library: library, labels: Emotion.six, features: features, decision: DecisionOptions(),
            normalizer: CepstralNormalizer(mean: flat, inverseDeviation: flat, priorFrames: 100))
    }

    /// One step's logits with `score` for one label and 0 for the others.
    private func logits(_ label: Int, score: Float = 3) -> [Float] {
        (0..<6).map { $0 == label ? score : 0 }
    }

    @Test(arguments: [0.5, 1.7, 3])
    func theTemperatureIsRecovered(temperature: Double) throws {
        let library = try TinyCorpus.libraries.get().development
        let set = try development(library)
        // Nine of twelve right: the likelihood is largest where softmax(score / T) says 0.75 of the answer,
        // which is e^(score/T) = 15.
        try #require(library.clips.count == 12)
        let score = Float(temperature * logarithm(15))
        let answers = library.clips.enumerated().map { index, clip in
            let label = Emotion.six.firstIndex(of: clip.emotion) ?? 0
            return logits(index % 4 == 0 ? (label + 1) % 6 : label, score: score)
        }
        let said = DevelopmentSet.Logits(values: [answers], outputCount: 6)
        #expect(abs(set.fitTemperature(said) - temperature) < 2e-3 * temperature)
        #expect(set.score(said).accuracy(.cremaD) == 0.75)
        // An output for noise changes nothing, and twice the same network is that network.
        let wider = DevelopmentSet.Logits(
            values: [answers.map { $0 + [9] }, answers.map { $0 + [-9] }], outputCount: 7)
        #expect(set.score(wider) == set.score(said))
        #expect(set.fitTemperature(wider) == set.fitTemperature(said))
    }

    @Test func aClipsAnswerIsItsUtterancesWeightedByDuration() throws {
        let folder = try CorpusFolder()
        var voice = SyntheticVoice(pitchHertz: 150, resonanceHertz: 700)
        voice.speaking = 0.5..<1.1
        let short = voice.samples(seconds: 2.2, seed: 1)
        voice.speaking = 0.2..<1.9
        let samples = short + voice.samples(seconds: 3, seed: 2)
        try folder.write(CorpusAudioTests.wav(samples.map { Int16($0 * 32767) }), to: "1002_DFA_SAD_XX.wav")
        try folder.write(
            CorpusAudioTests.wav((0..<16000).map { Int16($0 % 7) - 3 }), to: "1002_DFA_ANG_XX.wav")
        let clips = try CorpusScanner().scan(root: folder.path).clips(in: .dev)
        let set = try development(.load(clips))
        // A short utterance and a long one; the other clip is noise and has none.
        let (sad, angry) = (5, 0)
        func answers(_ first: Int, _ second: Int) -> DevelopmentSet.Logits {
            .init(values: [[logits(first), logits(second)]], outputCount: 6)
        }
        let right = set.score(answers(angry, sad))
        #expect(right.counts[.cremaD]?[sad][sad] == 1)
        #expect(right.counts[.cremaD]?[angry][6] == 1)
        #expect(set.score(answers(sad, angry)).counts[.cremaD]?[sad][angry] == 1)
    }
}
