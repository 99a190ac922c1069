private import Glibc
internal import SpeechFeatures

/// What is known beforehand of a room, a microphone and a speaker.
///
/// A profile changes a model's parameters and one multiplication a sample, and nothing else: without one every bit is
/// as it was.
public struct RecognitionProfile: Sendable, Equatable {
    /// The gains that are accepted, in dB.
    public static let gainRange = -20.0...30.0
    /// The noise floors that are accepted, in dBFS.
    public static let noiseFloorRange = -100.0 ... -20.0

    /// The room's noise floor before the gain, in dBFS: the adaptive floor never sinks below it.
    public var noiseFloorDBFS: Double?
    /// What samples are amplified by before everything else, in dB.
    public var gainDecibels = 0.0
    /// How the speaker sounds when neutral.
    public var neutral: NeutralBaseline?

    /// A profile that changes nothing.
    public init() {}
}

extension SpeechEmotionModel {
    /// The same model for a room, a microphone and a speaker that are known.
    ///
    /// A baseline is of use only to a model that has a ``neutralReference``; others leave it out.
    ///
    /// - Precondition: the profile's values are in their ranges, and its baseline is one for this model.
    public func adapted(to profile: RecognitionProfile) -> SpeechEmotionModel {
        var model = self
        precondition(RecognitionProfile.gainRange.contains(profile.gainDecibels))
        if profile.gainDecibels != 0 { model.gain = Float(pow(10, profile.gainDecibels / 20)) }
        if let floor = profile.noiseFloorDBFS {
            // The floor is measured before the gain, and the detector listens behind it.
            model.decision.detector.floorLowerBoundDBFS = min(
                0, max(decision.detector.floorLowerBoundDBFS, floor + profile.gainDecibels))
        }
        if let neutral = profile.neutral, let neutralReference {
            model.labelBias = neutral.labelBias(against: neutralReference)
        }
        return model
    }
}
