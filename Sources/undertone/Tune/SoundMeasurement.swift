import EmotionRecognition
import Glibc
import SpeechFeatures

/// What the recogniser's own front end and detector find in a recording.
struct SoundMeasurement {
    /// Seconds of audio.
    let seconds: Double
    /// The noise floor that the detector adapts to, in dBFS: the median over the recording.
    let noiseFloorDBFS: Double
    /// The level of the frames of speech, in dBFS: their mean power; nil without speech.
    let speechLevelDBFS: Double?
    /// Seconds of speech.
    let speechSeconds: Double
    /// Largest absolute sample.
    let peak: Double
    /// How much of the speech lies above 4 kHz; of all sound where there is no speech.
    let balance: BandBalance
    /// The utterances.
    let utterances: [Utterance]
    /// The share of windows with a label, 0–1.
    let labelledShare: Double

    /// Seconds from one estimate to the next.
    private static let hopSeconds = 0.25
    /// How long the adaptive floor needs, in frames.
    private static let settleFrames = 100

    /// Measures samples of 16 kHz, mono, as a model hears them.
    init(of samples: [Float], model: SpeechEmotionModel) {
        let features = model.features
        var pass = FramePass(model: model)
        var recognizer = Recognizer(model: model, hopSeconds: Self.hopSeconds)
        var (utterances, windows, labelled): ([Utterance], Int, Int) = ([], 0, 0)
        func note(_ recognition: Recognition) {
            switch recognition {
            case .utterance(let utterance): utterances.append(utterance)
            case .estimate(let estimate):
                windows += 1
                if estimate.emotion != nil { labelled += 1 }
            }
        }
        recognizer.process(samples.span, note)
        recognizer.finish(note)
        pass.run(over: samples)
        seconds = Double(samples.count) / Double(features.sampleRateHz)
        self.utterances = utterances
        labelledShare = windows > 0 ? Double(labelled) / Double(windows) : 0
        noiseFloorDBFS = pass.floors.dropFirst(min(Self.settleFrames, pass.floors.count / 2)).median ?? -100
        speechSeconds = Double(pass.speechFrames) * features.frameShiftSeconds
        speechLevelDBFS =
            pass.speechFrames > 0 ? 10 * log10(pass.speechPower / Double(pass.speechFrames) + 1e-20) : nil
        peak = Double(samples.reduce(0) { max($0, abs($1)) })
        balance = pass.speechFrames > 0 ? pass.speechBalance : pass.balance
    }

    /// The mean of the utterances' posteriors, weighted by duration; nil without an utterance.
    var meanPosterior: [Double]? {
        let total = utterances.reduce(0) { $0 + $1.end - $1.start }
        guard let first = utterances.first, total > 0 else { return nil }
        return (0..<first.posterior.count).map { label in
            utterances.reduce(0) { $0 + Double($1.posterior[label]) * ($1.end - $1.start) } / total
        }
    }
}

/// One pass of the front end and the detector over a recording.
private struct FramePass: ~Copyable {
    private let features: FeatureOptions
    private let gain: Float
    private var segmenter: UtteranceSegmenter
    private(set) var floors: [Double] = []
    private(set) var speechFrames = 0
    private(set) var speechPower = 0.0
    private(set) var balance: BandBalance
    private(set) var speechBalance: BandBalance

    init(model: SpeechEmotionModel) {
        features = model.features
        gain = model.gain
        segmenter = UtteranceSegmenter(decision: model.decision, features: model.features)
        balance = BandBalance(features: features)
        speechBalance = balance
    }

    mutating func run(over samples: [Float]) {
        var filter = HighPassFilter(options: features)
        let filtered = filter.filtered(samples.map { $0 * gain })
        var extractor = FrameExtractor(options: features)
        var offset = 0
        while extractor.next(filtered, from: &offset) {
            _ = segmenter.process(extractor.frame)
            floors.append(Double(segmenter.detector.noiseFloorDBFS))
            balance.take(extractor.powerSpectrum)
            guard segmenter.isSpeaking, segmenter.detector.isHeld else { continue }
            speechFrames += 1
            speechPower += Double(extractor.frame.rms) * Double(extractor.frame.rms)
            speechBalance.take(extractor.powerSpectrum)
        }
    }
}

extension Collection where Element == Double {
    /// The middle one; nil of nothing.
    var median: Double? {
        isEmpty ? nil : sorted()[count / 2]
    }
}
