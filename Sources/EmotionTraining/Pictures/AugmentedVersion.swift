internal import SpeechFeatures

/// A clip as one part of the augmentation changes it.
struct AugmentedVersion: Sendable {
    /// What was changed, and how strongly.
    let name: String
    let features: ClipFeatures
    /// Whether the samples are as recorded and the change was made to the frames.
    var isOfFramesAlone = false

    /// The clip as it is, then with each part at a strength that can be seen.
    static func all(of samples: [Float], noise: NoiseLibrary, seed: UInt64) -> [AugmentedVersion] {
        let original = ClipFeatures(samples, columnLimit: 500)
        let waveforms = waveformParts(noise: noise).enumerated().map { index, part in
            var random = KeyedRandom(seed: seed, epoch: 0, clip: UInt64(index), purpose: .waveform)
            let changed = WaveformAugmentation(options: part.options, noise: noise)
                .augment(samples, using: &random)
            return AugmentedVersion(
                name: part.name, features: ClipFeatures(changed, columnLimit: 500))
        }
        let stretched = AugmentedVersion(
            name: "Rubber Band × 1.1",
            features: ClipFeatures(TimeStretch.stretched(samples, by: 1.1), columnLimit: 500))
        let frames = framesParts().enumerated().map { index, part in
            let augmentation = LogMelAugmentation(
                options: part.options, bands: original.options.melBandCount)
            var random = KeyedRandom(seed: seed, epoch: 0, clip: UInt64(index), purpose: .logMel)
            let changed = original.changed { augmentation.apply(to: &$0, using: &random) }
            return AugmentedVersion(name: part.name, features: changed, isOfFramesAlone: true)
        }
        return [AugmentedVersion(name: "as recorded", features: original)] + waveforms
            + [stretched] + frames
    }

    private typealias WaveformPart = (name: String, options: WaveformAugmentation.Options)

    private static func waveformParts(noise: NoiseLibrary) -> [WaveformPart] {
        func part(_ name: String, _ change: (inout WaveformAugmentation.Options) -> Void) -> WaveformPart {
            var options = WaveformAugmentation.Options.none
            change(&options)
            return (name, options)
        }
        return [
            part("speed × 1.12") { $0.speed = .always(1.12) },
            part("speed × 0.88") { $0.speed = .always(0.88) },
            part("room, RT60 0.5 s") {
                $0.reverberationSeconds = .always(0.5)
                $0.directToReverberantDB = 0...0
            },
            noise.paths.isEmpty
                ? part("made noise, 10 dB SNR") { $0.syntheticNoiseDB = .always(10) }
                : part("recorded noise, 10 dB SNR") { $0.recordedNoiseDB = .always(10) },
            part("microphone, ± 6 dB") { $0.colouringDB = .always(6) },
            part("8 kHz headset, 3.6 kHz") { $0.bandLimitHertz = .always(3600) },
            part("gain −12 dB") { $0.gainDB = .always(-12) },
            part("noise floor, −45 dBFS") { $0.noiseFloorDBFS = .always(-45) },
        ]
    }

    private typealias FramesPart = (name: String, options: LogMelAugmentation.Options)

    private static func framesParts() -> [FramesPart] {
        func part(_ name: String, _ change: (inout LogMelAugmentation.Options) -> Void) -> FramesPart {
            var options = LogMelAugmentation.Options.none
            change(&options)
            return (name, options)
        }
        return [
            part("SpecAugment masks") { ($0.timeMasks, $0.frequencyMasks) = (2, 2) },
            part("tempo × 1.1") { $0.tempo = .always(1.1) },
            part("tilt +6 dB") { $0.tiltDB = .always(6) },
        ]
    }
}
