internal import EmotionRecognition
internal import SpeechFeatures

/// The training clips, drawn afresh for each epoch: augmented, cut and turned into steps.
///
/// What comes out depends on seed, epoch, clip and copy alone, whichever thread makes it.
struct TrainingData: Sendable {
    let library: ClipLibrary
    private let labels: [Int]
    private let parts: Set<AugmentationPart>
    private let waveform: WaveformAugmentation
    private let logMel: LogMelAugmentation
    private let pitch: PitchAugmentation
    private let noiseClips: NoiseClips?
    private let cutter: CachedCutter
    private let features: FeatureOptions
    private let seed: UInt64

    /// The normaliser of the training set.
    let normalizer: CepstralNormalizer

    init(
        library: ClipLibrary, labels: [Emotion], noise: NoiseLibrary, options: TrainingOptions,
        normalizer: CepstralNormalizer? = nil
    ) {
        self.library = library
        self.labels = library.clips.map { labels.firstIndex(of: $0.emotion) ?? 0 }
        features = options.features
        parts = options.augmentation
        waveform = WaveformAugmentation(options: .init(parts), noise: noise)
        logMel = LogMelAugmentation(options: .init(parts), bands: features.melBandCount)
        pitch = parts.contains(.speed) ? PitchAugmentation() : .none
        let cutter = UtteranceCutter(features: features, decision: options.decision)
        self.cutter = library.cutter(cutter)
        seed = options.seed
        noiseClips =
            options.hasNoiseClips
            ? NoiseClips(noise: noise, share: options.noiseClipShare, label: labels.count, cutter: cutter)
            : nil
        self.normalizer =
            normalizer ?? Self.estimateNormalizer(library, waveform, self.cutter, seed, features)
    }

    /// The normaliser from every third clip, as the first epoch would hear it.
    private static func estimateNormalizer(
        _ library: ClipLibrary, _ waveform: WaveformAugmentation, _ cutter: CachedCutter, _ seed: UInt64,
        _ features: FeatureOptions
    ) -> CepstralNormalizer {
        let chosen = Array(stride(from: 0, to: library.clips.count, by: 3))
        let segments = chosen.concurrentMap { index in
            guard !waveform.options.isNone else { return library.utterances(at: index, cutter).segments }
            var random = KeyedRandom(
                seed: seed, epoch: 0, clip: library.clips[index].randomKey, purpose: .waveform)
            let samples = waveform.augment(library.samples(at: index), using: &random)
            return cutter.cutter.utterancesOrWhole(of: samples)
        }
        return NormalizerEstimate.normalizer(of: segments.flatMap(\.self), features: features)
    }

    /// A clip of a block.
    private enum BlockClip {
        case speech(EpochPlan.Item)
        /// A clip of noise, by its number in the epoch.
        case noise(Int)
    }

    /// Some clips augmented for epoch `epoch` and cut; clips of noise come with them.
    func utterances(
        _ items: ArraySlice<EpochPlan.Item>, epoch: Int
    ) -> Preparation<[TrainingUtterance]> {
        let noise = 0..<(noiseClips?.count(beside: items.count) ?? 0)
        let clips = items.map(BlockClip.speech) + noise.map { .noise(items.startIndex + $0) }
        let speechCount = items.count
        return BackgroundMap(clips) { clip -> [TrainingUtterance] in
            switch clip {
            case .speech(let item): utterances(item, epoch)
            case .noise(let number): noiseClips?.utterances(number, seed, epoch: epoch) ?? []
            }
        }.preparation { made in
            let speech = made[..<speechCount].flatMap(\.self)
            let joined =
                parts.contains(.concatenation)
                ? Concatenation.joined(speech, share: 0.15, seed: seed, epoch: epoch) : speech
            return joined + made[speechCount...].flatMap(\.self)
        }
    }

    private func utterances(_ item: EpochPlan.Item, _ epoch: Int) -> [TrainingUtterance] {
        let clip = library.clips[item.clip]
        let key = clip.randomKey &+ UInt64(item.copy) &* 0x9E37_79B9_7F4A_7C15
        return segments(item, key, epoch).enumerated().map { index, segment in
            TrainingUtterance(
                segment: segment, label: labels[item.clip], key: key &+ UInt64(index),
                speaker: "\(clip.corpus)/\(clip.speaker)")
        }
    }

    private func segments(_ item: EpochPlan.Item, _ key: UInt64, _ epoch: Int) -> [LogMelSegment] {
        var choice = KeyedRandom(seed: seed, epoch: epoch, clip: key, purpose: .stretch)
        let isStretched = parts.contains(.stretch) && choice.chance(0.5)
        if !isStretched, waveform.options.isNone { return library.utterances(at: item.clip, cutter).segments }
        let samples =
            isStretched ? library.stretchedSamples(at: item.clip) : library.samples(at: item.clip)
        var random = KeyedRandom(seed: seed, epoch: epoch, clip: key, purpose: .waveform)
        return cutter.cutter.utterancesOrWhole(of: waveform.augment(samples, using: &random))
    }

    /// The steps of some utterances, their frames augmented afresh for pass `pass`.
    func sequences(
        _ utterances: [TrainingUtterance], epoch: Int, pass: Int
    ) -> Preparation<[TrainingSequence]> {
        let builder = StepBuilder(features: features, normalizer: normalizer)
        return BackgroundMap(utterances) { utterance in
            let key = utterance.key &+ UInt64(pass) << 48
            var joined = LogMelSegment(values: [])
            var ends: [Int] = []
            // One speaker's utterances in a row are changed alike: they stay one voice.
            for part in utterance.parts {
                joined.append(augmented(part.segment, epoch: epoch, key: key))
                ends.append(joined.values.count / features.melBandCount / features.stackedFrames)
            }
            let targets = zip(utterance.parts, ends).map { TargetPart(label: $0.label, end: $1) }
            return TrainingSequence(steps: builder.sequence(of: joined), parts: targets, key: key)
        }.preparation { $0.filter { $0.steps.count > 0 } }
    }

    private func augmented(_ segment: LogMelSegment, epoch: Int, key: UInt64) -> LogMelSegment {
        var segment = segment
        if parts.contains(.crops) {
            var random = KeyedRandom(seed: seed, epoch: epoch, clip: key, purpose: .concatenation)
            segment = segment.cropped(bands: features.melBandCount, using: &random)
        }
        var random = KeyedRandom(seed: seed, epoch: epoch, clip: key, purpose: .logMel)
        let tempo = logMel.apply(to: &segment.values, using: &random)
        augmentPitch(of: &segment, tempo, KeyedRandom(seed: seed, epoch: epoch, clip: key, purpose: .pitch))
        return segment
    }

    private func augmentPitch(of segment: inout LogMelSegment, _ tempo: Float, _ random: KeyedRandom) {
        guard !segment.pitch.isEmpty else { return }
        var random = random
        if tempo != 1 {
            segment.pitch = LogMelAugmentation.stretched(segment.pitch, columns: 2, by: tempo)
        }
        pitch.apply(to: &segment.pitch, using: &random)
    }
}
