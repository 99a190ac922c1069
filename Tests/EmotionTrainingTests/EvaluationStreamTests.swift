import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

@testable import EmotionTraining

/// Every expected value is worked out by hand.
@Suite struct EvaluationStreamTests {
    @Test func clipLabelIsTheUtterancesPosteriorWeightedByDuration() throws {
        let transcript = StreamTranscript(
            estimates: [],
            utterances: [
                HandMade.utterance(0, 1, HandMade.posterior(0, 0.9, labels: 2)),
                HandMade.utterance(2, 5, HandMade.posterior(1, 0.7, labels: 2)),
            ])
        let posterior = try #require(transcript.posterior())
        #expect(abs(posterior[0] - (0.9 + 3 * 0.3) / 4) < 1e-6)
        #expect(transcript.label() == 1)
        // What was said before the clip began is not said of it.
        #expect(abs(try #require(transcript.posterior(from: 1)?[1]) - 0.7) < 1e-6)
        #expect(transcript.label(from: 4) == nil)
        #expect(HandMade.outcome(answer: nil).label == nil && HandMade.outcome(answer: nil).confidence == 0)
    }

    @Test func speechReachesFromTheFirstToTheLastFrameWithinThirtyDecibels() throws {
        // A tone of 500 Hz from 0.5 to 1 s; from 1 s on 40 dB below it, from 1.5 to 1.7 s 20 dB below.
        let samples = (0..<32_000).map { index -> Float in
            let time = Double(index) / 16_000
            let level: Float =
                time < 0.5 ? 0 : time < 1 ? 0.5 : time >= 1.5 && time < 1.7 ? 0.05 : 0.005
            return level * Float(sine(500 * time))
        }
        let speech = try #require(SpeechSpan(of: samples, features: FeatureOptions()))
        // Frames last 25 ms and begin every 10 ms; the first to hold a thousandth of the power begins up to
        // 25 ms before the tone.
        #expect(speech.onset >= 0.475 && speech.onset <= 0.5)
        #expect(speech.end >= 1.7 && speech.end <= 1.725)
        #expect(SpeechSpan(of: [Float](repeating: 0, count: 16_000), features: FeatureOptions()) == nil)
        #expect(SpeechSpan(of: [Float](repeating: 0.5, count: 399), features: FeatureOptions()) == nil)
    }

    @Test func recallAfterSomeSecondsIsOfTheLastEstimateThen() {
        // Speech from 0.3 s on: one second of it is heard at 1.3 s, after the window that ends at 1.25 s.
        let rightThen = HandMade.outcome(answer: 0, shown: [nil, nil, nil, nil, 0, 3, 3, 3, 3])
        let wrongThen = HandMade.outcome(answer: 0, shown: [0, 0, 0, 0, 3, 0, 0, 0, 0])
        let undecided = HandMade.outcome(answer: 0, shown: [0, 0, 0, 0, nil, 0, 0, 0, 0])
        let short = HandMade.outcome(
            answer: 0, shown: [3, 3, 3, 3, 3, 3], speech: SpeechSpan(onset: 0.3, end: 1.2))
        let evaluation = ProgramEvaluation(
            labels: HandMade.labels, outcomes: [rightThen, rightThen, wrongThen, undecided, short])
        let early = EarlyRecall(evaluation, seconds: 1, leastClips: 4)
        #expect(early.uar.clips == 4 && early.uar.overall == 0.5 && early.shownShare == 0.75)
        #expect(EarlyRecall(evaluation, seconds: 3, leastClips: 1).uar.overall == nil)
        let few = EarlyRecall(evaluation, seconds: 1, leastClips: 5).uar
        #expect(few.overall == nil && few.corpora.isEmpty && few.clips == 0)
        #expect(rightThen.earlyPrediction?.said == 0 && undecided.earlyPrediction == nil)
        #expect(short.earlyPrediction == nil)
    }

    @Test func labelChangesAndCoverageAreThoseOfTheWindowsShown() throws {
        // Windows end at 0.25, 0.5, …; those from 1.3 to 2.3 s count for coverage: 1.5, 1.75, 2.0, 2.25.
        let outcome = HandMade.outcome(
            HandMade.clip(label: 2), answer: 2, shown: [nil, nil, nil, 1, 1, 2, nil, 1, 2, 2, nil])
        let shown = ShownLabels([outcome])
        // 1 → 2 → 1 → 2, a gap between counts for nothing.
        #expect(abs(shown.changesPerSecond - 3 / 2.0) < 1e-12)
        #expect(shown.coverage == 0.75)
        #expect(abs(shown.speechSeconds - 2) < 1e-12)
        // Right from the window that ends at 2.25 s on, 1.95 s after onset.
        #expect(shown.stableShare == 1)
        #expect(abs(try #require(shown.medianSecondsToStable) - 1.95) < 1e-12)
    }

    @Test func aClipThatEndsWithAnotherLabelNeverBecomesStable() {
        let outcome = HandMade.outcome(answer: 0, shown: [nil, nil, 0, 0, 0, 0, 0, 0, 3])
        #expect(outcome.secondsToStableLabel == nil)
        // What is shown after the speech is not held against it.
        let after = HandMade.outcome(answer: 0, shown: [nil, nil, 0, 0, 0, 0, 0, 0, 0, 3])
        #expect(abs((after.secondsToStableLabel ?? 0) - 0.45) < 1e-12)
        let shown = ShownLabels([outcome, after])
        #expect(shown.stableShare == 0.5 && shown.clips == 2)
        #expect(ShownLabels([]).coverage == nil)
    }

    @Test func falseEmotionsAreCountedByWindowAndByStart() {
        var counted = FalseEmotions(source: "noise")
        let labels: [Int?] = [nil, 4, 0, 0, nil, 0, 3, 4]
        var estimates = HandMade.estimates(labels)
        // A window of exact zeros, whatever it shows, does not count.
        estimates.append(HandMade.estimate(2.25, 0, peak: 0))
        counted.add(estimates, neutral: 4, countsZeros: false)
        #expect(counted.windows == 8 && counted.shown == 6 && counted.shownNotNeutral == 4)
        // 0 after neutral, 0 after nothing, 3 after 0.
        #expect(counted.events == 3)
        #expect(counted.shownShare == 0.75 && counted.notNeutralShare == 0.5)
        #expect(counted.eventsPerHour == 3 * 3600 / 2.0)
        var silence = FalseEmotions(source: "zeros")
        silence.add([HandMade.estimate(0.25, nil, peak: 0)], neutral: 4, countsZeros: true)
        #expect(silence.windows == 1 && silence.shownShare == 0 && silence.eventsPerHour == 0)
        #expect(FalseEmotions(source: "none").shownShare == 0)
    }

    @Test func silenceShowsNothing() {
        let streams = EmptyStreams(model: randomModel(), seed: 1, silenceSeconds: 5)
        let silences = streams.silences()
        #expect(silences.map(\.windows) == [20, 20, 20] && silences.allSatisfy { $0.shown == 0 })
        #expect(
            silences.map(\.source) == [
                "digital zeros", "white noise at -80 dBFS", "white noise at -65 dBFS",
            ])
    }

    @Test func delayRunsFromTheChangeToTheFirstWindowThatShowsIt() throws {
        let estimates = HandMade.estimates([0, 0, 2, 0, 0, 0, 2, 2])
        // The label was shown before the change too, by mistake.
        #expect(abs(try #require(SplicedChange.delay(estimates, to: 2, change: 1.1)) - 0.65) < 1e-12)
        #expect(SplicedChange.delay(estimates, to: 3, change: 1.1) == nil)
    }

    @Test func onlyClipsLabelledRightlyAreJoined() {
        let outcomes = [
            HandMade.outcome(HandMade.clip("1", label: 0), answer: 0),
            HandMade.outcome(HandMade.clip("2", label: 1), answer: 1),
            HandMade.outcome(HandMade.clip("3", label: 1), answer: 1),
            HandMade.outcome(HandMade.clip("4", label: 2), answer: 0),
            HandMade.outcome(HandMade.clip("5", speaker: "B", label: 3), answer: 3),
        ]
        let pairs = SplicedChange.pairs(of: outcomes, seed: 1, limit: nil)
        #expect(
            pairs.map { [$0.first.truth, $0.second[0].truth, $0.second.count] } == [[0, 1, 2], [1, 0, 1]])
        #expect(SplicedChange.pairs(of: outcomes, seed: 1, limit: 1).count == 1)
    }
}
