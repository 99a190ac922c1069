import EmotionRecognition
import TestSupport
import Testing

private func bursts(seconds: Double, seed: UInt64 = 3) -> [Float] {
    // Vowel-like bursts between pauses: a pulse train through a moving resonance, on a quiet floor.
    var random = TestRandom(seed: seed)
    var (y1, y2) = (Float(0), Float(0))
    var phase = 0.0
    return (0..<Int(seconds * 16000)).map { n in
        let time = Double(n) / 16000
        let syllable = time.truncatingRemainder(dividingBy: 0.22) < 0.15
        let voiced = time.truncatingRemainder(dividingBy: 3) < 1.8 && syllable
        phase += (140 + 30 * (time * 1.7).truncatingRemainder(dividingBy: 1)) / 16000
        let pulse: Float = phase >= 1 ? 1 : 0
        if phase >= 1 { phase -= 1 }
        let centre = 500 + 900 * Float((time * 2.3).truncatingRemainder(dividingBy: 1))
        let radius: Float = 0.97
        let cosine = 1 - (centre / 16000 * 6.2832) * (centre / 16000 * 6.2832) / 2
        let y = (voiced ? pulse * 0.5 : 0) + 2 * radius * cosine * y1 - radius * radius * y2
        (y2, y1) = (y1, y)
        return 0.2 * y + 0.0005 * random.signed()
    }
}

private func run(_ samples: [Float], chunk: Int, hop: Double = 0.25) -> [Recognition] {
    var recognizer = Recognizer(model: randomModel(), hopSeconds: hop)
    var events: [Recognition] = []
    var offset = 0
    while offset < samples.count {
        let count = min(chunk, samples.count - offset)
        recognizer.process(samples.span.extracting(offset..<offset + count)) { events.append($0) }
        offset += count
    }
    recognizer.finish { events.append($0) }
    return events
}

private func utterances(_ events: [Recognition]) -> [Utterance] {
    events.compactMap { if case .utterance(let utterance) = $0 { utterance } else { nil } }
}

private func estimates(_ events: [Recognition]) -> [Estimate] {
    events.compactMap { if case .estimate(let estimate) = $0 { estimate } else { nil } }
}

@Suite struct RecognizerTests {
    @Test(arguments: [1, 7, 160, 4096])
    func everyChunkingGivesTheSameEvents(chunk: Int) {
        let samples = bursts(seconds: 9)
        let whole = run(samples, chunk: samples.count)
        #expect(!utterances(whole).isEmpty)
        #expect(run(samples, chunk: chunk) == whole)
    }

    @Test func theHopChoosesOnlyWhatIsPrinted() {
        let samples = bursts(seconds: 9)
        let short = run(samples, chunk: 800, hop: 0.1)
        let long = run(samples, chunk: 800, hop: 0.5)
        #expect(utterances(short) == utterances(long))
        let byEnd = Dictionary(uniqueKeysWithValues: estimates(short).map { ($0.end, $0) })
        for estimate in estimates(long) {
            guard var same = byEnd[estimate.end] else {
                Issue.record("no estimate at \(estimate.end)")
                continue
            }
            same.start = estimate.start
            same.levelDBFS = estimate.levelDBFS
            same.peak = estimate.peak
            #expect(same == estimate)
        }
    }

    @Test func noHopAllocates() throws {
        let samples = bursts(seconds: 12)
        var recognizer = Recognizer(model: randomModel())
        var events = 0
        recognizer.process(samples.span.extracting(0..<64000)) { _ in events += 1 }
        let count = allocations {
            recognizer.process(samples.span.extracting(64000..<samples.count)) { _ in events += 1 }
        }
        #expect(events > 40)
        guard let count else { return }  // a sanitizer has a malloc of its own
        #expect(count == 0)
    }

    @Test func silenceHasNoEmotion() {
        let events = run(Array(repeating: 0, count: 160_000), chunk: 1600)
        #expect(estimates(events).count == 40)
        for estimate in estimates(events) {
            #expect(estimate.state == .silence)
            #expect(estimate.emotion == nil && estimate.raw == nil && estimate.smoothed == nil)
            #expect(estimate.levelDBFS == nil)
        }
        #expect(utterances(events).isEmpty)
    }

    @Test func aGapClosesSpeechAndRestartsTheGrid() {
        let samples = bursts(seconds: 1)
        var recognizer = Recognizer(model: randomModel())
        var events: [Recognition] = []
        recognizer.process(samples.span) { events.append($0) }
        recognizer.gap(endingAt: 7.5) { events.append($0) }
        let closed = utterances(events)
        #expect(closed.count == 1)
        #expect(closed.first?.cut == .gap)
        #expect(closed.first?.decidedAt == 1)
        #expect(recognizer.position == 7.5)
        events = []
        recognizer.process(samples.span) { events.append($0) }
        #expect(estimates(events).first?.start == 7.5)
        #expect(estimates(events).first?.end == 7.75)
    }

    @Test func aLongUtteranceIsCutAndNothingIsReplayed() {
        var decision = DecisionOptions()
        decision.longestUtteranceSeconds = 1.2
        var recognizer = Recognizer(model: randomModel(decision: decision))
        var events: [Recognition] = []
        recognizer.process(bursts(seconds: 6).span) { events.append($0) }
        let found = utterances(events)
        #expect(found.contains { $0.cut == .length })
        for (first, second) in zip(found, found.dropFirst()) { #expect(second.start >= first.start + 1.2) }
    }
}
