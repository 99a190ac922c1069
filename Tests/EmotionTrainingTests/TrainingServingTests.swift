import EmotionModel
import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

@testable import EmotionTraining

/// The trainer's view of some samples beside the monitor's.
private struct BothViews {
    let model: SpeechEmotionModel
    let utterances: [Utterance]
    let segments: [LogMelSegment]
    /// The trainer's posteriors, one per segment.
    let posteriors: [[Double]]
    /// All frames, `[frames][melBandCount]`.
    let frames: [Float]

    init(_ samples: [Float], _ model: SpeechEmotionModel) {
        self.model = model
        var recognizer = Recognizer(model: model)
        var found: [Utterance] = []
        func take(_ recognition: Recognition) {
            if case .utterance(let utterance) = recognition { found.append(utterance) }
        }
        recognizer.process(samples.span) { take($0) }
        recognizer.finish { take($0) }
        utterances = found
        segments = UtteranceCutter(features: model.features, decision: model.decision).utterances(in: samples)
        posteriors = Self.posteriors(of: segments, model)
        frames = Self.frames(of: samples, model.features)
    }

    /// Packed, through matrix products: as the trainer computes them.
    private static func posteriors(of segments: [LogMelSegment], _ model: SpeechEmotionModel) -> [[Double]] {
        let normalizer = CepstralNormalizer(
            mean: model.normalizerMean, inverseDeviation: model.normalizerInverseDeviation,
            priorFrames: model.features.normalizerPriorFrames,
            relativeLevelBands: model.features.relativeLevelBands)
        let builder = StepBuilder(features: model.features, normalizer: normalizer)
        let labels = model.labels.count
        let workers = GradientWorkers(network: model.networks[0], threads: 2)
        let sequences = segments.map { builder.sequence(of: $0) }
        let (outputs, members) = (model.networks[0].options.outputCount, Double(model.networks.count))
        var sums = segments.map { _ in [Double](repeating: 0, count: labels) }
        for network in model.networks {
            let all = workers.logits(of: sequences, parameters: network.parameters)
            for (utterance, logits) in all.enumerated() {
                let share = Double(outputs) / Double(logits.count) / members
                for start in stride(from: 0, to: logits.count, by: outputs) {
                    let powers = logits[start..<start + labels].map {
                        exponential(Double($0) / model.decision.temperature)
                    }
                    let total = powers.reduce(0, +)
                    for label in 0..<labels { sums[utterance][label] += share * powers[label] / total }
                }
            }
        }
        return sums
    }

    private static func frames(of samples: [Float], _ features: FeatureOptions) -> [Float] {
        var filter = HighPassFilter(
            cornerHz: features.highPassHz, sampleRateHz: Double(features.sampleRateHz))
        let filtered = filter.filtered(samples)
        var extractor = FrameExtractor(options: features)
        var frames: [Float] = []
        var offset = 0
        while extractor.next(filtered, from: &offset) { frames += extractor.frame.logMel }
        return frames
    }

    /// Whether the segments are the utterances, frame for frame, and the posteriors the same within 1e-5.
    func agree(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(segments.count == utterances.count, sourceLocation: sourceLocation)
        let (stack, bands) = (model.features.stackedFrames, model.features.melBandCount)
        for (utterance, (segment, posterior)) in zip(utterances, zip(segments, posteriors)) {
            let start = Int((utterance.start * 16000).rounded()) / 160
            let decided = (Int((utterance.decidedAt * 16000).rounded()) - 400) / 160
            let segmentFrames = segment.values.count / bands
            #expect(
                segment.values == Array(frames[start * bands..<(start + segmentFrames) * bands]),
                sourceLocation: sourceLocation)
            // Every whole step up to the one that decided.
            #expect(
                segmentFrames == (decided + 1 - start) / stack * stack, sourceLocation: sourceLocation)
            for label in posterior.indices {
                let difference = abs(posterior[label] - Double(utterance.posterior[label]))
                #expect(
                    difference < 1e-5, "\(utterance.start)–\(utterance.end) s", sourceLocation: sourceLocation
                )
            }
        }
    }
}

/// What the trainer learns from is what the monitor hears.
@Suite struct TrainingServingTests {
    private static let speech: [Float] = {
        var voice = SyntheticVoice(pitchHertz: 140, resonanceHertz: 800)
        voice.speaking = 0.4..<2.3
        let first = voice.samples(seconds: 3.3, seed: 5)
        voice = SyntheticVoice(pitchHertz: 230, resonanceHertz: 600)
        voice.speaking = 0.2..<1.2
        return first + voice.samples(seconds: 2.1, seed: 6)
    }()

    /// Speech with a pause of half a second, shorter than the hangover.
    private static let returningSpeech: [Float] = {
        var voice = SyntheticVoice(pitchHertz: 140, resonanceHertz: 800)
        voice.speaking = 0.4..<1.5
        let first = voice.samples(seconds: 1.95, seed: 5)
        voice.speaking = 0..<0.4
        return first + voice.samples(seconds: 0.4, seed: 6)
    }()

    private func model(
        _ features: FeatureOptions = FeatureOptions(), longest: Double = 30, members: Int = 1
    ) -> SpeechEmotionModel {
        var decision = DecisionOptions()
        // Sharpens what random weights say.
        decision.temperature = 0.15
        decision.longestUtteranceSeconds = longest
        decision.noiseGate = 1
        var options = NetworkOptions(
            inputSize: features.stepVectorSize, hiddenSize: 32, pooling: .attention, denseSizes: [16],
            labelCount: 6)
        options.hasNoiseOutput = members > 1
        return randomModel(
            seed: 9, features: features, options: options, networks: members, decision: decision)
    }

    @Test(arguments: [FeatureOptions(), .reference])
    func utterancesAndTheirPosteriorsAreTheMonitors(features: FeatureOptions) {
        let views = BothViews(Self.speech, model(features))
        #expect(views.utterances.map(\.cut) == [.pause, .pause])
        views.agree()
        // The labels are not all alike, or agreement would say little.
        let posterior = views.utterances[0].posterior
        #expect((0..<6).map { posterior[$0] }.max() ?? 0 > 0.2)
    }

    @Test func severalNetworksAverageAsTheMonitorsDo() {
        BothViews(Self.speech, model(members: 3)).agree()
    }

    @Test func utterancesCutByTheirLengthAreTheMonitors() {
        let views = BothViews(Self.speech, model(longest: 1))
        #expect(views.utterances.contains { $0.cut == .length })
        views.agree()
    }

    /// Wherever a clip ends: amid a step, amid a pause, just after speech has come back.
    @Test func aClipThatBreaksOffAnywhereIsCutAlike() {
        let model = model()
        for frames in stride(from: 43, through: 330, by: 7) {
            BothViews(Array(Self.speech[..<(frames * 160 + 240)]), model).agree()
        }
    }

    /// Speech that comes back within the hangover, and a clip that ends with its first frames.
    @Test func aClipThatEndsAsSpeechComesBackIsCutAlike() {
        let samples = Self.returningSpeech
        let model = model()
        for frames in 195..<220 { BothViews(Array(samples[..<(frames * 160 + 240)]), model).agree() }
    }

    @Test func theDevelopmentSetAnswersAsTheProgramDoes() throws {
        var model = model()
        model.decision.temperature = 1
        let library = try TinyCorpus.libraries.get().development
        let set = DevelopmentSet(
            library: library, labels: Emotion.six, features: model.features, decision: model.decision,
            normalizer: CepstralNormalizer(
                mean: model.normalizerMean, inverseDeviation: model.normalizerInverseDeviation,
                priorFrames: model.features.normalizerPriorFrames,
                relativeLevelBands: model.features.relativeLevelBands))
        let workers = [GradientWorkers(network: model.networks[0], threads: 2)]
        let table = set.score(set.logits(workers, networks: model.networks))
        var program = ConfusionTable(labelCount: 6)
        for (index, clip) in library.clips.enumerated() {
            program.add(
                corpus: clip.corpus, truth: Emotion.six.firstIndex(of: clip.emotion) ?? 0,
                answer: ProgramEvaluation.label(of: library.samples(at: index), model))
        }
        #expect(table == program)
        #expect(table.answered(.cremaD) == 1)
    }
}
