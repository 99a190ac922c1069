import EmotionModel
import EmotionRecognition
import Glibc
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
        let utterances = data.utterances(items[...], epoch: 1).result()
        let noise = utterances.filter { $0.parts[0].label == 6 }
        // A quarter of them are taken whole, whatever the detector says.
        #expect(noise.count >= library.clips.count / 4)
        #expect(utterances.contains { $0.parts[0].label < 6 })
        #expect(Set(noise.map(\.key)).count == noise.count)
        #expect(
            data.utterances(items[...], epoch: 1).result().map(\.parts[0].segment)
                == utterances.map(\.parts[0].segment))
    }

    @Test func aClipsSequencesDoNotDependOnTheClipsPreparedBesideIt() throws {
        let data = try data()
        let items = [0, 5, 3, 11, 5].enumerated().map { EpochPlan.Item(clip: $1, copy: $0 == 4 ? 1 : 0) }
        func values(_ sequences: [TrainingSequence]) -> [[Float]] { sequences.map(\.steps.values) }
        func batch(_ items: [EpochPlan.Item], epoch: Int, pass: Int = 0) -> [TrainingSequence] {
            data.sequences(data.utterances(items[...], epoch: epoch).result(), epoch: epoch, pass: pass)
                .result()
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

    @Test func untouchedClipsGiveTheirUtterancesAsTheyAre() throws {
        let library = try TinyCorpus.libraries.get().train
        var options = TrainingOptions()
        options.augmentation = []
        let data = TrainingData(
            library: library, labels: Emotion.six, noise: .empty, options: options)
        let cutter = UtteranceCutter(features: FeatureOptions(), decision: options.decision)
        for epoch in 1...2 {
            let items = [EpochPlan.Item(clip: 2, copy: 0)]
            let utterances = data.utterances(items[...], epoch: epoch).result()
            #expect(
                utterances.map(\.parts[0].segment) == cutter.utterancesOrWhole(of: library.samples(at: 2)))
            let builder = StepBuilder(features: FeatureOptions(), normalizer: data.normalizer)
            #expect(
                data.sequences(utterances, epoch: epoch, pass: 0).result().map(\.steps.values)
                    == utterances.map { builder.sequence(of: $0.parts[0].segment).values })
        }
    }

    @Test func utterancesInARowAreOfOneSpeakerAndKeepTheirLabels() throws {
        var random = TestRandom(seed: 8)
        let utterances = (0..<60).map { index in
            TrainingUtterance(
                segment: LogMelSegment(values: (0..<64 * (8 + index % 5)).map { _ in random.signed() }),
                label: index % 3, key: UInt64(index), speaker: index < 50 ? "\(index % 2)" : "")
        }
        let joined = Concatenation.joined(utterances, share: 0.5, seed: 1, epoch: 1)
        #expect(joined.map(\.key) == utterances.map(\.key))
        let pairs = joined.filter { $0.parts.count == 2 }
        #expect(pairs.count > 10 && pairs.count < 40)
        for pair in pairs {
            #expect(pair.key < 50 && pair.parts[0].label != pair.parts[1].label)
            let second = try #require(utterances.first { $0.parts[0].segment == pair.parts[1].segment })
            #expect(second.speaker == pair.speaker)
        }
        #expect(
            Concatenation.joined(utterances, share: 1, seed: 1, epoch: 2)[50...].allSatisfy {
                $0.parts.count == 1
            })
        // The label changes with the step in which the second one begins.
        var options = TrainingOptions(network: .reference)
        options.augmentation = []
        let data = TrainingData(
            library: try TinyCorpus.libraries.get().train, labels: Emotion.six, noise: .empty,
            options: options)
        let pair = pairs[0]
        let sequence = data.sequences([pair], epoch: 1, pass: 0).result()[0]
        let frames = pair.parts.map { $0.segment.values.count / 64 }
        #expect(sequence.parts.map(\.end) == [frames[0], frames[0] + frames[1]])
        #expect(sequence.steps.count == frames[0] + frames[1])
    }

    @Test func aCropIsARunOfFramesWithItsPitch() {
        let frames = 200
        let segment = LogMelSegment(
            values: (0..<frames * 64).map { Float($0 / 64) }, pitch: (0..<2 * frames).map { Float($0 / 2) })
        var (changed, lengths) = (0, Set<Int>())
        for key in 0..<200 {
            var random = KeyedRandom(seed: 1, epoch: 1, clip: UInt64(key), purpose: .concatenation)
            let crop = segment.cropped(bands: 64, using: &random)
            let count = crop.values.count / 64
            #expect(crop.values.count == count * 64 && crop.pitch.count == 2 * count && count >= 80)
            let first = Int(crop.values[0])
            #expect(crop.values == (0..<count * 64).map { Float(first + $0 / 64) })
            #expect(crop.pitch == (0..<2 * count).map { Float(first + $0 / 2) })
            changed += count < frames ? 1 : 0
            lengths.insert(count)
        }
        #expect(changed > 30 && changed < 100 && lengths.count > 10)
        var random = KeyedRandom(seed: 1, epoch: 1, clip: 1, purpose: .concatenation)
        let short = LogMelSegment(values: Array(repeating: 1, count: 64 * 60))
        #expect(short.cropped(bands: 64, using: &random) == short)
    }

    @Test(arguments: [false, true])
    func theNormaliserIsThatOfADirectComputation(relativeLevel: Bool) {
        var random = TestRandom(seed: 4)
        var features = FeatureOptions()
        features.relativeLevel = relativeLevel
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
                    var running = (prior * mean + past) / (prior + Double(frame + 1))
                    if relativeLevel, index == 0 {
                        let powers = utterance[...frame].reduce(0) { $0 + exp($1[0] / 8) }
                        running = 8 * log(powers / Double(frame + 1))
                    }
                    power += (utterance[frame][index] - running) * (utterance[frame][index] - running)
                }
            }
            let inverse = 1 / (power / Double(all.count)).squareRoot()
            #expect(abs(Double(normalizer.inverseDeviation[index]) - inverse) <= 1e-5 * inverse)
        }
    }
}
