import EmotionRecognition
import TestSupport
import Testing

@testable import undertone

/// The profile's file.
@Suite struct TuningProfileTests {
    private let labels = ["angry", "disgust", "fear", "happy", "neutral", "sad"]

    @Test func whatIsWrittenIsReadAgain() throws {
        var profile = TuningProfile()
        profile.recognition.noiseFloorDBFS = -52.3
        profile.recognition.gainDecibels = 9
        profile.recognition.neutral = NeutralBaseline(
            labels: labels, logPosterior: [-4, -3.25, -3, -2.5, -0.5, -1.125])
        profile.modelSHA256 = "abc"
        let read = try TuningProfile(text: profile.text, path: "p")
        #expect(read == profile)
        #expect(try TuningProfile(text: TuningProfile().text, path: "p") == TuningProfile())
    }

    @Test func aBaselineIsForOneModelAlone() throws {
        var profile = TuningProfile()
        profile.recognition.neutral = NeutralBaseline(labels: labels, logPosterior: labels.map { _ in -1.5 })
        profile.modelSHA256 = "another"
        var model = randomModel()
        model.neutralReference = profile.recognition.neutral
        #expect(profile.recognition(for: model).neutral == nil)
        profile.modelSHA256 = model.sha256
        #expect(profile.recognition(for: model).neutral?.labels == labels)
        // One that nobody measured a reference of has no use for it.
        model.neutralReference = nil
        #expect(profile.recognition(for: model).neutral == nil)
    }

    @Test func theFolderFollowsTheUsersConfiguration() throws {
        #expect(try TuningProfile.defaultPath().hasSuffix("/undertone/profile.toml"))
    }

    @Test func bandsTellANarrowMicrophone() {
        let features = randomModel().features
        var (wide, narrow) = (BandBalance(features: features), BandBalance(features: features))
        var power = [Float](repeating: 1, count: 257)
        wide.take(power)
        for bin in 130..<power.count { power[bin] = 1e-7 }
        narrow.take(power)
        #expect(!wide.isUpperHalfMissing && narrow.isUpperHalfMissing)
        #expect(!BandBalance(features: features).isUpperHalfMissing)
    }
}
