/// A part of the augmentation that can be switched on and off by itself.
public enum AugmentationPart: String, Sendable, CaseIterable {
    /// Recorded and synthetic noise, the floor of the electronics, a moment of background before the clip.
    case noise
    /// Reverberation of made-up rooms.
    case room
    /// Colouring, tilt and band limits of microphones.
    case microphone
    /// Another voice: speed and pitch by resampling, tempo, frequencies warped, pitch shifted or missing.
    case speed
    /// Another tempo of the same voice: copies by Rubber Band, 0.9 to 1.1 times as long.
    case stretch
    /// Gain of ±20 dB.
    case gain
    /// Masked runs of frames and of bands.
    case masks
    /// Random parts of utterances.
    case crops
    /// Two utterances of one speaker in a row, a label for each.
    case concatenation
    /// Clips of nothing but recorded noise.
    case noiseClips = "noise-clips"

    /// What the shipped models are trained with.
    public static let shipped: Set<AugmentationPart> = [
        .noise, .room, .microphone, .speed, .gain, .masks, .noiseClips,
    ]
}

extension WaveformAugmentation.Options {
    /// The parts that are in `parts`, as strong as in the shipped models.
    init(_ parts: Set<AugmentationPart>) {
        self.init()
        if !parts.contains(.speed) { speed = .never }
        if !parts.contains(.room) { reverberationSeconds = .never }
        if !parts.contains(.microphone) { (colouringDB, bandLimitHertz) = (.never, .never) }
        if !parts.contains(.gain) { gainDB = .never }
        if !parts.contains(.noise) {
            (recordedNoiseDB, syntheticNoiseDB) = (.never, .never)
            (noiseFloorDBFS, leadInSeconds) = (.never, .never)
        }
    }

    /// Whether samples stay as they are.
    var isNone: Bool {
        let draws = [
            speed, leadInSeconds, reverberationSeconds, recordedNoiseDB, syntheticNoiseDB, colouringDB,
            bandLimitHertz, gainDB, noiseFloorDBFS,
        ]
        return draws.allSatisfy { $0.probability == 0 }
    }
}

extension LogMelAugmentation.Options {
    /// The parts that are in `parts`, as strong as in the shipped models; the gain is drawn on the waveform,
    /// before the floor.
    init(_ parts: Set<AugmentationPart>) {
        self.init()
        gainDB = .never
        if !parts.contains(.speed) { (tempo, bandShift) = (.never, .never) }
        if !parts.contains(.microphone) { tiltDB = .never }
        if !parts.contains(.noise) { floor = .never }
        if !parts.contains(.masks) { (timeMasks, frequencyMasks) = (0, 0) }
    }
}
