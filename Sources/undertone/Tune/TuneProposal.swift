import EmotionRecognition
import Glibc

/// What two recordings suggest, and what it would change.
struct TuneProposal {
    /// The level to which speech is brought, in dBFS.
    private static let speechTargetDBFS = -26.0
    /// A gain smaller than this changes nothing worth having, in dB.
    private static let leastGainDecibels = 3.0
    /// The largest sample that a gain may lead to.
    private static let largestPeak = 0.9
    /// The least speech that a voice can be judged by, in seconds.
    static let leastSpeechSeconds = 5.0
    /// The quietest speech that a gain can bring to its level, in dBFS.
    static let quietestSpeechDBFS = -62.0
    /// How far speech must stand above the room, in dB.
    static let leastSpeechToNoiseDecibels = 8.0
    /// The most speech that a silent room may seem to have, in seconds.
    static let mostSpeechInRoom = 1.0

    /// The profile that is proposed.
    let profile: TuningProfile
    /// What was found, and what the values change, for a person.
    let text: String

    /// Measures the recordings.
    ///
    /// - Throws: `ProgramFailure` for a room in which somebody speaks, and for a voice that cannot be judged by.
    init(_ sounds: TuneSounds, model: ModelInUse) throws(ProgramFailure) {
        let room = SoundMeasurement(of: sounds.room, model: model.model)
        guard room.speechSeconds <= Self.mostSpeechInRoom else {
            throw ProgramFailure(
                "somebody speaks in the room for \(decimal(room.speechSeconds)) s; be silent and run tune again"
            )
        }
        let voice = sounds.voice.map { SoundMeasurement(of: $0, model: model.model) }
        if let voice { try Self.requireUsable(voice, floor: room.noiseFloorDBFS) }

        var profile = TuningProfile()
        profile.recognition.noiseFloorDBFS = Self.round(room.noiseFloorDBFS)
        if let voice {
            profile.recognition.gainDecibels = Self.gain(for: voice)
            if model.model.neutralReference != nil {
                profile.recognition.neutral = NeutralBaseline(
                    of: voice.utterances, labels: model.model.labels)
            }
            profile.modelSHA256 = profile.recognition.neutral == nil ? nil : model.model.sha256
        }
        self.profile = profile
        text =
            TuneReport(
                sounds: sounds, room: room, voice: voice, model: model.model,
                adapted: model.model.adapted(to: profile.recognition), profile: profile
            ).text
    }

    private static func requireUsable(_ voice: SoundMeasurement, floor: Double) throws(ProgramFailure) {
        guard let level = voice.speechLevelDBFS, level >= quietestSpeechDBFS else {
            let loudest = voice.speechLevelDBFS.map { "\(decimal($0)) dBFS" } ?? "no speech was found in it"
            throw ProgramFailure(
                "the voice is too quiet (\(loudest)); raise the microphone's level, or come closer")
        }
        guard voice.speechSeconds >= leastSpeechSeconds else {
            throw ProgramFailure(
                "the voice is too short: \(decimal((10 * voice.speechSeconds).rounded(.down) / 10)) s of speech, and at least "
                    + "\(Int(leastSpeechSeconds)) s are needed; go on speaking until the time is up")
        }
        guard level - floor >= leastSpeechToNoiseDecibels else {
            throw ProgramFailure(
                "the voice is only \(decimal(level - floor)) dB above the room; come closer to the microphone"
            )
        }
    }

    /// The gain that brings speech to its level without overdriving its peak; 0 where little is missing.
    private static func gain(for voice: SoundMeasurement) -> Double {
        guard let level = voice.speechLevelDBFS else { return 0 }
        let headroom = 20 * log10(largestPeak / max(voice.peak, 1e-6))
        let wanted = min(speechTargetDBFS - level, headroom)
        let range = RecognitionProfile.gainRange
        let bounded = Swift.min(range.upperBound, Swift.max(range.lowerBound, wanted))
        return abs(bounded) < leastGainDecibels ? 0 : round(bounded)
    }

    /// To a tenth: what is behind it means nothing.
    private static func round(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
