import SpeechFeatures
import TestSupport
import Testing

/// What the detector says of a stream, frame by frame.
private struct Activity {
    private(set) var onset: [Bool] = []
    private(set) var held: [Bool] = []
    private(set) var probability: [Float] = []

    /// High-passes `samples` and runs the detector over its frames.
    init(of samples: [Float], gapAtFrame gap: Int? = nil) {
        var samples = samples
        var filter = HighPassFilter()
        var span = samples.mutableSpan
        filter.process(&span)
        var detector = SpeechDetector(options: SpeechDetectorOptions(), features: FeatureOptions())
        forEachFrame(of: samples) { frame in
            if onset.count == gap { detector.resetAtGap() }
            detector.process(frame)
            onset.append(detector.isOnset)
            held.append(detector.isHeld)
            probability.append(detector.probability)
        }
    }

    /// Seconds of the first onset at or after `start`; nil if there is none.
    func firstOnset(after start: Double = 0) -> Double? {
        onset[Int(start * 100)...].firstIndex(of: true).map { Double($0) * 0.01 }
    }

    /// Utterances as a listener with this hangover would cut them, in seconds.
    func utterances(hangover: Double = SpeechDetectorOptions().hangoverSeconds) -> [ClosedRange<Double>] {
        var found: [ClosedRange<Double>] = []
        var start: Int?
        var last = 0
        for index in onset.indices {
            if start == nil && onset[index] { start = index }
            if held[index] { last = index }
            if let begun = start, Double(index - last) * 0.01 >= hangover || index == onset.count - 1 {
                found.append(Double(begun) * 0.01...Double(max(last, begun)) * 0.01)
                start = nil
            }
        }
        return found
    }
}

/// Something that sounds for a minute and is not speech.
struct SteadyNoise: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (Double) -> [Float]

    static let all: [SteadyNoise] =
        [.init(testDescription: "zeros") { SyntheticSignal.silence(seconds: $0) }]
        + [-80.0, -65, -30].map { level in
            .init(testDescription: "white \(level) dBFS") { SyntheticSignal.white(level: level, seconds: $0) }
        }
        + [-60.0, -35].map { level in
            .init(testDescription: "pink \(level) dBFS") { SyntheticSignal.pink(level: level, seconds: $0) }
        }
        + [50.0, 60].map { hertz in
            .init(testDescription: "hum of \(hertz) Hz") {
                SyntheticSignal.harmonics(of: hertz, count: 12, level: -35, seconds: $0)
            }
        }
}

@Suite struct SpeechDetectorTests {
    private var voice: [Float] { GoldenSignal.speech.table.floats("signal") }
    private let quiet = SyntheticSignal.white(level: -75, seconds: 12)

    @Test(arguments: SteadyNoise.all)
    func aMinuteOfSteadyNoiseIsNeverSpeech(_ noise: SteadyNoise) {
        #expect(Activity(of: noise.make(60)).firstOnset() == nil)
    }

    @Test(arguments: SteadyNoise.all)
    func aNoiseThatStartsSuddenlyIsNeverSpeech(_ noise: SteadyNoise) {
        for before in [SyntheticSignal.silence(seconds: 3), Array(quiet[..<(3 * 16000)])] {
            #expect(Activity(of: before + noise.make(12)).firstOnset() == nil)
        }
    }

    @Test func humUnderNoiseIsNeverSpeech() {
        let hum = SyntheticSignal.harmonics(of: 50, count: 12, level: -40, seconds: 60)
        #expect(
            Activity(of: SyntheticSignal.mix(hum, SyntheticSignal.white(level: -50, seconds: 60)))
                .firstOnset() == nil)
    }

    @Test(arguments: [0.0, -20, -40])
    func burstsOfSpeechAreFoundAtAnyLevel(gainDB: Double) throws {
        let level = -20 + gainDB
        let loud = SyntheticSignal.scaled(voice, to: level)
        let base = SyntheticSignal.white(level: max(level - 35, -80), seconds: 12)
        let starts = [1.0, 4.5, 8.0]
        let stream = starts.reduce(base) { SyntheticSignal.mix($0, loud, at: $1) }
        let found = Activity(of: stream).utterances()
        try #require(found.count == 3)
        for (start, utterance) in zip(starts, found) {
            #expect(utterance.lowerBound - start < 0.6)
            #expect(abs(utterance.upperBound - (start + 1.5)) < 0.5)
        }
    }

    @Test func speechBetweenExactZerosIsFound() throws {
        let stream =
            SyntheticSignal.silence(seconds: 1) + voice + SyntheticSignal.silence(seconds: 2) + voice
            + SyntheticSignal.silence(seconds: 2)
        let found = Activity(of: stream).utterances()
        #expect(found.count == 2)
    }

    @Test func aStreamThatBeginsInTheMiddleOfSpeechIsFound() throws {
        let stream = Array((voice + voice + voice)[5000...])
        let first = try #require(Activity(of: stream).firstOnset())
        #expect(first < 1.0)
    }

    @Test func shortPausesDoNotEndAnUtterance() {
        // Syllables of the signal fall silent every 250 ms; a pause of 0.3 s on top still is one utterance.
        let stream = SyntheticSignal.mix(SyntheticSignal.mix(quiet, voice, at: 1), voice, at: 2.8)
        #expect(Activity(of: stream).utterances().count == 1)
    }

    @Test func holdingIsEasierThanBeginning() {
        let activity = Activity(of: SyntheticSignal.mix(quiet, voice, at: 2))
        for (onset, held) in zip(activity.onset, activity.held) where onset { #expect(held) }
        let held = activity.held.count { $0 }
        let begun = activity.onset.count { $0 }
        #expect(begun > 50 && held > begun)
    }

    @Test func speechInASteadyNoiseIsFoundAndEnds() {
        let noise = SyntheticSignal.pink(level: -45, seconds: 12)
        let stream = SyntheticSignal.mix(noise, SyntheticSignal.scaled(voice, to: -22), at: 6)
        let found = Activity(of: stream).utterances()
        #expect(found.count == 1)
        #expect(found.first.map { $0.lowerBound > 6 && $0.upperBound < 8.2 } == true)
    }

    @Test func probabilitiesAreProbabilities() {
        let stream = SyntheticSignal.mix(quiet, voice.map { $0 * 2 }, at: 3)
        #expect(Activity(of: stream).probability.allSatisfy { $0 >= 0 && $0 <= 1 })
    }

    @Test func aGapForgetsTheSpeechButNotTheNoise() {
        let stream = SyntheticSignal.mix(quiet, voice, at: 2)
        let whole = Activity(of: stream)
        let cut = Activity(of: stream, gapAtFrame: 300)
        #expect(whole.held[299] && whole.held[300])
        #expect(!cut.held[300])
        // The floor is known already, so the rest of the burst, or the next, needs no learning.
        var detector = SpeechDetector(options: SpeechDetectorOptions(), features: FeatureOptions())
        forEachFrame(of: quiet) { detector.process($0) }
        let floor = detector.noiseFloorDBFS
        detector.resetAtGap()
        #expect(detector.noiseFloorDBFS == floor && detector.probability == 0)
        #expect(abs(floor + 75) < 3)
    }
}
