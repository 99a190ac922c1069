import SpeechFeatures
import TestSupport
import Testing

@testable import EmotionRecognition

/// What a profile changes, and that nothing else changes anything.
@Suite struct RecognitionProfileTests {
    /// How the model hears neutral voices.
    private let usual = [-4.16, -3.28, -3.11, -3.32, -0.6, -2.16]
    private let model: SpeechEmotionModel

    init() {
        var model = randomModel(seed: 3)
        model.neutralReference = NeutralBaseline(labels: model.labels, logPosterior: usual)
        self.model = model
    }

    private func events(_ samples: [Float], _ model: SpeechEmotionModel) -> [Recognition] {
        var recognizer = Recognizer(model: model)
        var events: [Recognition] = []
        recognizer.process(samples.span) { events.append($0) }
        recognizer.finish { events.append($0) }
        return events
    }

    private func profile(_ change: (inout RecognitionProfile) -> Void) -> RecognitionProfile {
        var profile = RecognitionProfile()
        change(&profile)
        return profile
    }

    private func baseline(_ values: [Double]) -> NeutralBaseline? {
        NeutralBaseline(labels: model.labels, logPosterior: values)
    }

    @Test func aProfileThatSaysNothingChangesNoBit() {
        let samples = Signals.voice(4, voiced: [0.5..<3.2])
        #expect(events(samples, model) == events(samples, model.adapted(to: RecognitionProfile())))
    }

    @Test func aGainIsTheSameAsLouderSamples() {
        let samples = Signals.voice(4, voiced: [0.5..<3.2]).map { $0 * 0.25 }
        let adapted = model.adapted(to: profile { $0.gainDecibels = 6 })
        #expect(events(samples, adapted) == events(samples.map { $0 * adapted.gain }, model))
        #expect(abs(adapted.gain - 1.9953) < 1e-3)
    }

    @Test func theFloorIsRaisedAndNeverLowered() {
        let before = model.decision.detector.floorLowerBoundDBFS
        #expect(
            model.adapted(to: profile { $0.noiseFloorDBFS = -50 }).decision.detector.floorLowerBoundDBFS
                == -50)
        #expect(
            model.adapted(to: profile { $0.noiseFloorDBFS = -99 }).decision.detector.floorLowerBoundDBFS
                == before)
        let amplified = profile {
            $0.noiseFloorDBFS = -60
            $0.gainDecibels = 10
        }
        #expect(model.adapted(to: amplified).decision.detector.floorLowerBoundDBFS == -50)
    }

    @Test func aVoiceThatLeansNowhereIsLeftAlone() throws {
        let bias = try #require(baseline(usual)).labelBias(against: #require(model.neutralReference))
        #expect(bias.allSatisfy { abs($0) < 1e-6 })
    }

    @Test func aLeanIsTakenBackInPart() throws {
        var lean = usual
        let sad = try #require(model.labels.firstIndex(of: "sad"))
        let neutral = try #require(model.labels.firstIndex(of: "neutral"))
        lean[sad] += 1
        let bias = try #require(baseline(lean)).labelBias(against: #require(model.neutralReference))
        #expect(bias[neutral] == 0)
        #expect(abs(bias[sad] + 0.4 * 0.8) < 1e-5)
        #expect(
            bias.indices.filter { $0 != sad && $0 != neutral }.allSatisfy { abs(bias[$0] - 0.4 * 0.2) < 1e-5 }
        )
    }

    @Test func probabilitiesGoOnSummingToOne() throws {
        let lean = try #require(baseline(model.labels.map { $0 == "sad" ? -0.1 : -5 }))
        let adapted = model.adapted(to: profile { $0.neutral = lean })
        var count = 0
        for event in events(Signals.voice(4, voiced: [0.5..<3.2]), adapted) {
            guard case .estimate(let estimate) = event, let raw = estimate.raw else { continue }
            #expect(abs((0..<raw.count).reduce(0) { $0 + raw[$1] } - 1) < 1e-5)
            count += 1
        }
        #expect(count > 0)
        #expect(
            events(Signals.voice(4, voiced: [0.5..<3.2]), adapted)
                != events(Signals.voice(4, voiced: [0.5..<3.2]), model))
    }

    @Test func withoutAReferenceALeanIsLeftAlone() throws {
        var bare = model
        bare.neutralReference = nil
        let samples = Signals.voice(4, voiced: [0.5..<3.2])
        let lean = try #require(baseline(model.labels.map { $0 == "sad" ? -0.1 : -5 }))
        #expect(events(samples, bare.adapted(to: profile { $0.neutral = lean })) == events(samples, bare))
    }

    @Test func aMeanCountsEveryBaselineAlike() throws {
        let one = try #require(baseline(model.labels.map { _ in -1 }))
        let other = try #require(baseline(model.labels.map { _ in -4 }))
        #expect(NeutralBaseline(meanOf: [one, one, other])?.logPosterior.allSatisfy { $0 == -2 } == true)
        #expect(NeutralBaseline(meanOf: []) == nil)
        let foreign = try #require(NeutralBaseline(labels: ["calm"], logPosterior: [-1]))
        #expect(NeutralBaseline(meanOf: [one, foreign]) == nil)
    }

    @Test func whatIsNoLogPosteriorIsRefused() {
        #expect(baseline([]) == nil)
        #expect(baseline(model.labels.map { _ in 0.1 }) == nil)
        #expect(baseline(model.labels.map { _ in -8 }) == nil)
        #expect(baseline(model.labels.map { _ in .nan }) == nil)
        #expect(baseline(model.labels.dropLast().map { _ in -1 }) == nil)
    }

    @Test func longUtterancesCountForMore() throws {
        func utterance(_ seconds: Double, _ first: Float) -> Utterance {
            var values = model.labels.map { _ in (1 - first) / Float(model.labels.count - 1) }
            values[0] = first
            return Utterance(
                start: 0, end: seconds, decidedAt: seconds, posterior: Posterior(values), cut: .pause)
        }
        let made = try #require(
            NeutralBaseline(of: [utterance(3, 0.5), utterance(1, 0.1)], labels: model.labels))
        // (3·ln 0.5 + ln 0.1) / 4
        #expect(abs(made.logPosterior[0] + 1.0955) < 1e-3)
        #expect(NeutralBaseline(of: [], labels: model.labels) == nil)
    }
}
