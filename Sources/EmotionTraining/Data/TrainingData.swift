internal import EmotionRecognition
internal import SpeechFeatures

/// The training clips, drawn afresh for each epoch: augmented, cut and turned into steps.
///
/// What comes out depends on seed, epoch, clip and copy alone, whichever thread makes it.
struct TrainingData: Sendable {
    let library: ClipLibrary
    private let labels: [Int]
    private let waveform: WaveformAugmentation
    private let logMel: LogMelAugmentation
    private let pitch: PitchAugmentation
    private let noiseClips: NoiseClips?
    private let cutter: UtteranceCutter
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
        features = options.network.features
        waveform = WaveformAugmentation(options: options.augments ? .init() : .none, noise: noise)
        // The gain has been drawn on the waveform, before the floor.
        var logMelOptions = options.augments ? LogMelAugmentation.Options() : .none
        logMelOptions.gainDB.probability = 0
        logMel = LogMelAugmentation(options: logMelOptions, bands: features.melBandCount)
        pitch = options.augments ? PitchAugmentation() : .none
        cutter = UtteranceCutter(features: features, decision: options.decision)
        seed = options.seed
        noiseClips =
            options.noiseClipShare > 0
            ? NoiseClips(noise: noise, share: options.noiseClipShare, label: labels.count, cutter: cutter)
            : nil
        self.normalizer =
            normalizer ?? Self.estimateNormalizer(library, waveform, cutter, seed, features)
    }

    /// The normaliser from every third clip, as the first epoch would hear it.
    private static func estimateNormalizer(
        _ library: ClipLibrary, _ waveform: WaveformAugmentation, _ cutter: UtteranceCutter, _ seed: UInt64,
        _ features: FeatureOptions
    ) -> CepstralNormalizer {
        let chosen = Array(stride(from: 0, to: library.clips.count, by: 3))
        let segments = chosen.concurrentMap { index in
            var random = KeyedRandom(
                seed: seed, epoch: 0, clip: library.clips[index].randomKey, purpose: .waveform)
            return cutter.utterancesOrWhole(of: waveform.augment(library.samples(at: index), using: &random))
        }
        return NormalizerEstimate.normalizer(of: segments.flatMap(\.self), features: features)
    }

    /// Augments some clips for epoch `epoch` and cuts them, on all cores; clips of noise come with them.
    func utterances(_ items: ArraySlice<EpochPlan.Item>, epoch: Int) -> [TrainingUtterance] {
        let speech = Array(items).concurrentMap { item in utterances(item, epoch) }.flatMap(\.self)
        guard let noiseClips else { return speech }
        return speech + noiseClips.utterances(beside: items.count, from: items.startIndex, seed, epoch: epoch)
    }

    private func utterances(_ item: EpochPlan.Item, _ epoch: Int) -> [TrainingUtterance] {
        let key = library.clips[item.clip].randomKey &+ UInt64(item.copy) &* 0x9E37_79B9_7F4A_7C15
        var random = KeyedRandom(seed: seed, epoch: epoch, clip: key, purpose: .waveform)
        let samples = waveform.augment(library.samples(at: item.clip), using: &random)
        return cutter.utterancesOrWhole(of: samples).enumerated().map { index, segment in
            TrainingUtterance(segment: segment, label: labels[item.clip], key: key &+ UInt64(index))
        }
    }

    /// The steps of some utterances, their frames augmented afresh for pass `pass`, on all cores.
    func sequences(_ utterances: [TrainingUtterance], epoch: Int, pass: Int) -> [TrainingSequence] {
        let builder = StepBuilder(features: features, normalizer: normalizer)
        let made = utterances.concurrentMap { utterance in
            let key = utterance.key &+ UInt64(pass) << 48
            var random = KeyedRandom(seed: seed, epoch: epoch, clip: key, purpose: .logMel)
            var segment = utterance.segment
            let tempo = logMel.apply(to: &segment.values, using: &random)
            augmentPitch(
                of: &segment, tempo, KeyedRandom(seed: seed, epoch: epoch, clip: key, purpose: .pitch))
            return TrainingSequence(steps: builder.sequence(of: segment), label: utterance.label, key: key)
        }
        return made.filter { $0.steps.count > 0 }
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

/// One utterance of one augmented clip.
struct TrainingUtterance: Sendable {
    let segment: LogMelSegment
    let label: Int
    let key: UInt64
}
