import EmotionModel
import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

@testable import EmotionTraining

@Suite struct TrainingDataTests {
    private func data() throws -> TrainingData {
        TrainingData(
            library: try TinyCorpus.libraries.get().train, labels: Emotion.six, noise: .empty,
            options: TrainingOptions())
    }

    @Test func clipsOfNoiseComeWithTheSpeechAndBearTheirOwnLabel() throws {
        let rattle = (0..<48_000).map { index -> Float in
            let isOn = index / 3000 % 2 == 1
            return isOn ? Float(index * 7919 % 200) / 400 - 0.25 : 0
        }
        let library = try TinyCorpus.libraries.get().train
        var options = TrainingOptions()
        options.noiseClipShare = 2
        let data = TrainingData(
            library: library, labels: Emotion.six, noise: NoiseLibrary(recordings: [rattle]), options: options
        )
        let items = library.clips.indices.map { EpochPlan.Item(clip: $0, copy: 0) }
        let utterances = data.utterances(items[...], epoch: 1)
        let noise = utterances.filter { $0.label == 6 }
        // A quarter of them are taken whole, whatever the detector says.
        #expect(noise.count >= library.clips.count / 4)
        #expect(utterances.contains { $0.label < 6 })
        #expect(Set(noise.map(\.key)).count == noise.count)
        #expect(
            data.utterances(items[...], epoch: 1).map(\.segment.values) == utterances.map(\.segment.values))
    }

    @Test func aClipsSequencesDoNotDependOnTheClipsPreparedBesideIt() throws {
        let data = try data()
        let items = [0, 5, 3, 11, 5].enumerated().map { EpochPlan.Item(clip: $1, copy: $0 == 4 ? 1 : 0) }
        func values(_ sequences: [TrainingSequence]) -> [[Float]] { sequences.map(\.steps.values) }
        func batch(_ items: [EpochPlan.Item], epoch: Int, pass: Int = 0) -> [TrainingSequence] {
            data.sequences(data.utterances(items[...], epoch: epoch), epoch: epoch, pass: pass)
        }
        let together = batch(items, epoch: 3)
        let alone = items.map { batch([$0], epoch: 3) }
        #expect(values(together) == alone.flatMap(values))
        let reversed = Array(items.reversed())
        #expect(values(batch(reversed, epoch: 3)) == alone.reversed().flatMap(values))
        // Another pass over the same waveforms augments their frames anew.
        #expect(values(alone[1]) != values(batch([items[1]], epoch: 3, pass: 1)))
        // The same clip twice in an epoch is augmented in two ways, and in another epoch in a third.
        #expect(values(alone[1]) != values(alone[4]))
        #expect(values(alone[1]) != values(batch([items[1]], epoch: 4)))
        #expect(Set(together.map(\.key)).count == together.count)
    }

    @Test func theNormaliserIsThatOfADirectComputation() {
        var random = TestRandom(seed: 4)
        let features = FeatureOptions()
        let segments = [70, 1, 130].map { frames in
            LogMelSegment(values: (0..<frames * features.melBandCount).map { _ in -6 + 4 * random.signed() })
        }
        let normalizer = NormalizerEstimate.normalizer(of: segments, features: features)
        let transform = CepstralTransform(options: features)
        let cepstra = segments.map { segment in
            stride(from: 0, to: segment.values.count, by: features.melBandCount).map { start in
                var cepstra = [Float](repeating: 0, count: features.cepstrumCount)
                transform.apply(
                    to: Array(segment.values[start..<start + features.melBandCount]), into: &cepstra)
                return cepstra.map(Double.init)
            }
        }
        let prior = Double(features.normalizerPriorFrames)
        for index in 0..<features.cepstrumCount {
            let all = cepstra.joined().map { $0[index] }
            let mean = all.reduce(0, +) / Double(all.count)
            #expect(abs(Double(normalizer.mean[index]) - mean) <= 1e-5 * max(1, abs(mean)))
            var power = 0.0
            for utterance in cepstra {
                for frame in utterance.indices {
                    let past = utterance[...frame].reduce(0) { $0 + $1[index] }
                    let running = (prior * mean + past) / (prior + Double(frame + 1))
                    power += (utterance[frame][index] - running) * (utterance[frame][index] - running)
                }
            }
            let inverse = 1 / (power / Double(all.count)).squareRoot()
            #expect(abs(Double(normalizer.inverseDeviation[index]) - inverse) <= 1e-5 * inverse)
        }
    }
}
