import EmotionModel
import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

@Suite struct UtteranceTests {
    private static let twoBursts = Signals.voice(7, voiced: [0.8..<2.6, 4.2..<5.4])

    @Test func probabilitiesSumToOne() throws {
        let heard = Heard(Self.twoBursts, hop: 0.05)
        func sum(_ posterior: Posterior) -> Float { (0..<posterior.count).reduce(0) { $0 + posterior[$1] } }
        #expect(heard.utterances.count == 2)
        for utterance in heard.utterances { #expect(abs(sum(utterance.posterior) - 1) < 1e-4) }
        let spoken = heard.estimates.filter { $0.state == .speech }
        #expect(spoken.count > 60)
        for estimate in spoken {
            #expect(abs(sum(try #require(estimate.raw)) - 1) < 1e-4)
            #expect(abs(sum(try #require(estimate.smoothed)) - 1) < 1e-4)
            #expect(estimate.confidence == estimate.emotion.map { estimate.smoothed?[$0] ?? .nan })
        }
        for estimate in heard.estimates where estimate.state != .speech {
            #expect(estimate.raw == nil && estimate.smoothed == nil && estimate.emotion == nil)
        }
    }

    @Test func aShortPauseIsHeldAndTheHangoverEndsTheUtterance() throws {
        // Pauses of 0.35 s and of 1.6 s; the hangover is 0.6 s.
        let heard = Heard(Signals.voice(6.5, voiced: [0.6..<1.95, 2.3..<3.55, 5.2..<6.0]))
        try #require(heard.utterances.count == 2)
        let first = heard.utterances[0]
        #expect(first.cut == .pause)
        #expect(first.start > 0.3 && first.start < 0.8)
        #expect(first.end > 3.4 && first.end < 3.9)
        #expect(abs(first.decidedAt - first.end - 0.6) < 0.0401)
        #expect(heard.utterances[1].cut == .end)
        #expect(heard.utterances[1].decidedAt == 6.5)
        // Speech goes on until the hangover is over, whatever the level.
        for estimate in heard.estimates where estimate.end > 1 && estimate.end < first.decidedAt {
            #expect(estimate.state == .speech)
        }
    }

    @Test func anOnsetReplaysThreeTenthsOfASecondAtMostAndNoFrameTwice() {
        // A hangover so short that an onset after a short pause would reach back into the utterance before.
        var decision = DecisionOptions()
        decision.detector.hangoverSeconds = 0.04
        let features = FeatureOptions()
        var onsets: [Int] = []
        for pause in [0.25, 0.3, 0.35, 0.4] {
            var segmenter = UtteranceSegmenter(decision: decision, features: features)
            var filter = HighPassFilter()
            let voiced = (0..<3).map { 0.4 + (0.6 + pause) * Double($0) }.map { $0..<$0 + 0.6 }
            let filtered = filter.filtered(Signals.voice(3.5, voiced: voiced))
            var extractor = FrameExtractor(options: features)
            var (offset, taken) = (0, 0)
            while extractor.next(filtered, from: &offset) {
                switch segmenter.process(extractor.frame) {
                case .began(let start):
                    #expect(start >= taken && start % features.stackedFrames == 0)
                    onsets.append(extractor.frameCount - start)
                case .paused, .cutByLength: taken = extractor.frameCount
                case .idle, .continues, nil: break
                }
            }
        }
        #expect(onsets.allSatisfy { $0 <= 30 } && onsets.contains { $0 > 26 }, "frames replayed: \(onsets)")
        #expect(onsets.contains { $0 < 24 }, "no onset was held back: \(onsets)")
    }

    @Test func anUtteranceNeverStartsBeforeTheOneAheadHasEnded() throws {
        var decision = DecisionOptions()
        decision.detector.hangoverSeconds = 0.04
        decision.longestUtteranceSeconds = 1
        let voiced = (0..<6).map { 0.5 + 1.8 * Double($0)..<2.0 + 1.8 * Double($0) }
        let heard = Heard(Signals.voice(11, voiced: voiced), model: randomModel(decision: decision))
        #expect(Set(heard.utterances.map(\.cut)).isSuperset(of: [.pause, .length]))
        for (first, second) in zip(heard.utterances, heard.utterances.dropFirst()) {
            // The next frame begins 10 ms after the last, whose window goes on for 25.
            #expect(second.start >= first.decidedAt - 0.015 - 1e-9)
            #expect(second.start >= first.end - 0.015 - 1e-9)
        }
    }

    @Test func whatIsHeardComesInTheOrderOfTime() {
        // Decisions fall on 0.055 + 0.04 m seconds, hops of 0.065 s meet them every 0.52 s: one of 13 shifts
        // of the speech by a step brings both to the same instant.
        var coincidences = 0
        for shift in 0..<13 {
            let heard = Heard(
                Signals.white(Double(shift) * 0.04, dBFS: -70) + Signals.voice(3.2, voiced: [0.5..<1.7]),
                hop: 0.065)
            #expect(heard.utterances.first?.cut == .pause)
            var last = (time: 0.0, isUtterance: false)
            for event in heard.events {
                let (time, isUtterance) =
                    switch event {
                    case .estimate(let estimate): (estimate.end, false)
                    case .utterance(let utterance): (utterance.decidedAt, true)
                    }
                #expect(time >= last.time)
                if time == last.time {
                    #expect(isUtterance && !last.isUtterance, "at \(time) s")
                    coincidences += 1
                }
                last = (time, isUtterance)
            }
        }
        #expect(coincidences >= 1)
    }
}

@Suite struct StatePolicyTests {
    /// Seconds of one round: a whole number of network steps.
    private static let round = 4.8
    private static let speech =
        Signals.voice(2.4, voiced: [0.6..<1.8])
        + Signals.voice(2.4, voiced: [0.6..<1.5], pitchHertz: 230, resonanceHertz: 1200)

    @Test func whatWasSaidBeforeDoesNotChangeAnUtterance() throws {
        // Sharpened, so that random weights tell one utterance from another.
        var decision = DecisionOptions()
        decision.temperature = 0.1
        let heard = Heard(
            // The pause after the last utterance is as long as the others'.
            Self.speech + Self.speech + Self.speech + Self.speech.prefix(6400),
            model: randomModel(decision: decision))
        try #require(heard.utterances.count == 6)
        for (index, first) in heard.utterances[..<4].enumerated() {
            let second = heard.utterances[index + 2]
            #expect(abs(second.start - first.start - Self.round) < 1e-9)
            #expect(abs(second.end - first.end - Self.round) < 1e-9)
            for label in 0..<6 { #expect(abs(first.posterior[label] - second.posterior[label]) < 1e-5) }
        }
        // The two utterances of a round do differ.
        let (first, second) = (heard.utterances[0].posterior, heard.utterances[1].posterior)
        #expect((0..<6).contains { abs(first[$0] - second[$0]) > 1e-3 })
    }

    @Test func afterAGapAnUtteranceIsThatOfAFreshStream() throws {
        func heard(after before: [Float]) throws -> Utterance {
            var recognizer = Recognizer(model: randomModel())
            recognizer.process(before.span) { _ in }
            recognizer.gap(endingAt: 100) { _ in }
            var found: [Utterance] = []
            recognizer.process(Self.speech.span) {
                if case .utterance(let utterance) = $0 { found.append(utterance) }
            }
            return try #require(found.first)
        }
        let first = try heard(after: [])
        let second = try heard(after: Array(Self.speech[..<20000]))
        #expect(first.posterior == second.posterior)
        #expect(first.start == second.start && first.end == second.end)
    }

    /// Ten minutes without a pause, as the network sees them: only the longest utterance ends it.
    @Test func tenMinutesOfSpeechKeepTheStateBounded() {
        let model = randomModel()
        let steps = self.steps(of: model)
        let longest = Int(model.decision.longestUtteranceSeconds / model.features.stepSeconds)
        var state = NetworkState(options: model.networks[0].options)
        var norms: [Float] = []
        for step in 0..<15000 {
            // The state is reset at the cut, as at an onset.
            if step % longest == 0 { state.reset() }
            model.networks[0].step(steps[step % longest % steps.count], state: &state)
            norms.append(state.lstm.c.reduce(0) { $0 + $1 * $1 }.squareRoot())
        }
        #expect(norms.allSatisfy { $0.isFinite && $0 < 20 })
        #expect(norms[..<longest] == norms[(15000 - longest)...])
        // Within an utterance it settles long before the cut.
        let (early, late) = (norms[100..<200].max() ?? 0, norms[650..<750].max() ?? 0)
        #expect(late < 1.1 * early)
    }

    /// The network's inputs for five seconds of speech.
    private func steps(of model: SpeechEmotionModel) -> [[Float]] {
        var filter = HighPassFilter()
        let filtered = filter.filtered(Signals.voice(5, voiced: [0..<5]))
        var extractor = FrameExtractor(options: model.features)
        var assembler = model.makeStepAssembler()
        var steps: [[Float]] = []
        var offset = 0
        while extractor.next(filtered, from: &offset) {
            if assembler.append(extractor.frame.measures) { steps.append(assembler.step) }
        }
        return steps
    }
}
