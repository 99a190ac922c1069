/// Clips of recorded noise without a voice, which teach the network what is not speech.
///
/// Each is a stretch of one recording or of two at once, at another speed, through the same rooms, microphones
/// and gains as speech. What the voice activity detector takes for speech of it is what the network would be
/// given live; now and then all of it, so that the network meets what the detector lets through elsewhere.
struct NoiseClips: Sendable {
    /// Clips of noise for each clip of speech.
    let share: Float
    /// The network's output for noise.
    let label: Int
    private let noise: NoiseLibrary
    private let waveform: WaveformAugmentation
    private let cutter: UtteranceCutter

    /// Nil where there are no recordings.
    init?(noise: NoiseLibrary, share: Float, label: Int, cutter: UtteranceCutter) {
        guard !noise.recordings.isEmpty else { return nil }
        self.noise = noise
        self.share = share
        self.label = label
        self.cutter = cutter
        var options = WaveformAugmentation.Options()
        options.speed = Draw(probability: 0.9, range: 0.7...1.4)
        (options.recordedNoiseDB, options.syntheticNoiseDB) = (.never, .never)
        waveform = WaveformAugmentation(options: options)
    }

    /// How many come with so many clips of speech.
    func count(beside speech: Int) -> Int { Int((Float(speech) * share).rounded()) }

    /// The utterances that the detector finds in the epoch's noise clip of this number.
    func utterances(_ number: Int, _ seed: UInt64, epoch: Int) -> [TrainingUtterance] {
        var random = KeyedRandom(seed: seed, epoch: epoch, clip: UInt64(number), purpose: .noiseClip)
        var samples = noise.segment(count: random.index(below: 48_000) + 24_000, using: &random)
        if random.chance(0.3) {
            let other = noise.segment(count: samples.count, using: &random)
            samples.add(other, scaledBy: random.uniform(in: 0.3...1))
        }
        let isWhole = random.chance(0.25)
        let augmented = waveform.augment(samples, using: &random)
        let segments = isWhole ? [cutter.whole(of: augmented)] : cutter.utterances(in: augmented)
        return segments.enumerated().map { part, segment in
            TrainingUtterance(segment: segment, label: label, key: random.next() &+ UInt64(part))
        }
    }
}
