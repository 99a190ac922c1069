internal import AudioFiles

/// What is done to a clip before the program hears it again.
enum ClipChange: Sendable, Hashable {
    /// Recorded noise under it, as decibels of speech over noise.
    case noise(decibels: Float)
    /// Louder or quieter.
    case gain(decibels: Float)
    /// What an 8 kHz headset sends: nothing above 4 kHz.
    case bandLimit
    /// Behind digital zeros.
    case behindSilence(seconds: Int)
    /// Behind the noise of a quiet room.
    case behindRoomNoise(seconds: Int)
    /// Behind another clip of its corpus and a pause.
    case secondInStream

    /// All that is reported, in the report's order.
    static let all: [ClipChange] = [
        .noise(decibels: 20), .noise(decibels: 10), .noise(decibels: 0), .gain(decibels: -20), .bandLimit,
        .gain(decibels: 6), .gain(decibels: -6), .behindSilence(seconds: 3), .behindRoomNoise(seconds: 3),
        .secondInStream,
    ]

    /// Level of a quiet room's noise.
    static let roomNoiseDBFS: Float = -60
    /// Digital silence between two clips: longer than any hangover of ours.
    static let pauseSeconds = 1

    /// How the report names it.
    var name: String {
        switch self {
        case .noise(let decibels): "recorded noise, \(Int(decibels)) dB SNR"
        case .gain(let decibels): "gain \(decibels < 0 ? "−" : "+")\(Int(abs(decibels))) dB"
        case .bandLimit: "limited to 4 kHz"
        case .behindSilence(let seconds): "behind \(seconds) s of silence"
        case .behindRoomNoise(let seconds): "behind \(seconds) s of room noise"
        case .secondInStream: "second clip of a stream"
        }
    }

    /// Whether recorded noise is needed.
    var needsNoise: Bool {
        if case .noise = self { true } else { false }
    }

    /// The changed samples, and at which second of them the clip begins.
    ///
    /// - Parameters:
    ///   - samples: The clip, 16 kHz mono.
    ///   - noise: Where recorded noise is drawn from.
    ///   - random: Keyed by the clip.
    ///   - other: Another clip's samples.
    func apply(
        to samples: [Float], noise: NoiseLibrary, random: inout KeyedRandom,
        other: () throws(AudioFileError) -> [Float]
    ) throws(AudioFileError) -> (samples: [Float], start: Double) {
        var output = samples
        switch self {
        case .noise(let decibels):
            let recording = noise.segment(count: samples.count, using: &random)
            Noise.add(recording, to: &output, signalToNoiseDB: decibels)
            return (output, 0)
        case .gain(let decibels):
            output.scale(by: amplitudeRatio(decibels: decibels))
            return (output, 0)
        case .bandLimit:
            let rate = Double(Resampler.outputRateHz)
            let narrow = Resampler.convert(samples, fromHz: rate, toHz: rate / 2)
            return (Resampler.convert(narrow, fromHz: rate / 2, toHz: rate), 0)
        case .behindSilence(let seconds):
            return Self.join([Float](repeating: 0, count: seconds * Resampler.outputRateHz), samples)
        case .behindRoomNoise(let seconds):
            var room = Noise.pink(from: random.whiteNoise(count: seconds * Resampler.outputRateHz))
            room.scale(by: amplitudeRatio(decibels: Self.roomNoiseDBFS))
            return Self.join(room, samples)
        case .secondInStream:
            let pause = [Float](repeating: 0, count: Self.pauseSeconds * Resampler.outputRateHz)
            return Self.join(try other() + pause, samples)
        }
    }

    private static func join(_ before: [Float], _ samples: [Float]) -> (samples: [Float], start: Double) {
        (before + samples, Double(before.count) / Double(Resampler.outputRateHz))
    }
}
