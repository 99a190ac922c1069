import AudioFiles

/// Changes a clip's samples so that a network hears more voices, rooms and microphones than were recorded.
///
/// The parts follow the way of a sound: the voice (speed and pitch), the moment before it (lead-in), the room,
/// other sounds in it, the microphone (colouring, band), its gain, the floor of its electronics, full scale.
/// The result depends on the samples, the noise library, the options and the random key alone. Each part
/// draws from numbers of its own, so an ablation that switches one off leaves all others as they were.
public struct WaveformAugmentation: Sendable {
    /// What is changed, how often and how strongly.
    public let options: Options
    /// Recorded noise; where it is empty, none is added.
    public let noise: NoiseLibrary

    /// Makes an augmentation.
    ///
    /// - Parameters:
    ///   - options: What is changed, how often and how strongly.
    ///   - noise: Recorded noise; where it is empty, none is added.
    public init(options: Options = Options(), noise: NoiseLibrary = .empty) {
        self.options = options
        self.noise = noise
    }

    /// A changed copy of `samples`.
    ///
    /// Where any part happened the result is clipped hard at ±1, as a converter does.
    /// - Parameters:
    ///   - samples: 16 kHz mono, full scale 1.
    ///   - random: Keyed by seed, epoch and clip; one number is taken from it.
    /// - Returns: 16 kHz mono; the length changes with speed and lead-in alone.
    public func augment(_ samples: [Float], using random: inout KeyedRandom) -> [Float] {
        let key = random.next()
        guard !samples.isEmpty else { return samples }
        var output = samples
        perform(.speed, options.speed, key) { factor, _ in
            let rate = Double(AudioRate.hertz)
            // Read as if recorded at another rate: round(n / factor) samples.
            output = Resampler.convert(output, fromHz: rate * Double(factor), toHz: rate)
        }
        perform(.leadIn, options.leadInSeconds, key) {
            output = Self.leadIn(seconds: $0, to: output, using: &$1)
        }
        perform(.room, options.reverberationSeconds, key) { seconds, random in
            let ratio = random.uniform(in: options.directToReverberantDB)
            RoomResponse(reverberationSeconds: seconds, directToReverberantDB: ratio, using: &random)
                .apply(to: &output)
        }
        perform(.recordedNoise, options.recordedNoiseDB, key) { ratio, random in
            let recording = noise.segment(count: output.count, using: &random)
            Noise.add(recording, to: &output, signalToNoiseDB: ratio)
        }
        perform(.syntheticNoise, options.syntheticNoiseDB, key) { ratio, random in
            let made = Noise.whiteOrPink(count: output.count, using: &random)
            Noise.add(made, to: &output, signalToNoiseDB: ratio)
        }
        perform(.colouring, options.colouringDB, key) {
            Microphone.colour(&output, strengthDB: $0, using: &$1)
        }
        perform(.bandLimit, options.bandLimitHertz, key) { hertz, _ in
            Microphone.limitBand(&output, hertz: hertz)
        }
        perform(.gain, options.gainDB, key) { gainDB, _ in
            let ceiling = amplitudeRatio(decibels: options.overdriveDB) / max(output.peak, 1e-6)
            output.scale(by: min(amplitudeRatio(decibels: gainDB), ceiling))
        }
        perform(.noiseFloor, options.noiseFloorDBFS, key) { level, random in
            let floor = Noise.whiteOrPink(count: output.count, using: &random)
            // However quiet the gain has made the clip, the voice stays above the floor.
            let speech = SpeechLevel(output).speechPower
            let highest =
                speech > 0 ? speech.squareRoot() * amplitudeRatio(decibels: -options.floorLeastSNR) : 1
            output.add(floor, scaledBy: min(amplitudeRatio(decibels: level), highest))
        }
        output.clip(to: 1)
        return output
    }

    /// The parts, numbered for their random numbers: a number once given is not given again.
    private enum Part: UInt64 {
        case speed, leadIn, room, recordedNoise, syntheticNoise, colouring, bandLimit, gain, noiseFloor
    }

    private func perform(
        _ part: Part, _ draw: Draw, _ key: UInt64, _ body: (_ strength: Float, inout KeyedRandom) -> Void
    ) {
        var random = KeyedRandom(seed: key, epoch: 0, clip: 0, purpose: .init(rawValue: part.rawValue))
        if let strength = draw.value(using: &random) { body(strength, &random) }
    }

    /// Puts a moment of the clip's own background before it, as white noise of that level.
    private static func leadIn(seconds: Float, to samples: [Float], using random: inout KeyedRandom)
        -> [Float]
    {
        var output = random.whiteNoise(count: Int(seconds * AudioRate.hertz))
        output.scale(by: SpeechLevel(samples).backgroundRMS)
        output.append(contentsOf: samples)
        return output
    }
}
