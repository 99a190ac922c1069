internal import CKernels
internal import SpeechFeatures

/// Samples in, estimates and utterances out; no input or output of its own.
///
/// The path of a sample: high-pass, level meter, frames, voice activity, and within an utterance
/// normaliser, deltas, stack, LSTM, softmax, smoother, label. Each frame's arithmetic depends on its index
/// alone, so every way of cutting the audio gives the same events. Allocates in `init` and never again.
///
/// Times are seconds of input: samples since the last gap plus the position at which that gap ended.
public struct Recognizer: ~Copyable {
    private let features: FeatureOptions
    private let hopSeconds: Double
    private let noiseGate: Float
    /// What samples are multiplied by before everything else; 1 leaves every bit as it is.
    private let gain: Float

    private var highPass: HighPassFilter
    private var meter = LevelMeter()
    private var extractor: FrameExtractor
    private var segmenter: UtteranceSegmenter
    private var history: FrameHistory
    private var classifier: UtteranceClassifier
    private var smoother: PosteriorSmoother
    private var label: LabelDecision
    /// Samples after the gain, `[frameShift]`.
    private var amplified: [Float]
    /// High-passed samples on their way to the frames, `[frameShift]`.
    private var filtered: [Float]
    /// One replayed frame, `[measureCount]`.
    private var replayed: [Float]

    /// Position of sample 0, in seconds.
    private var origin = 0.0
    /// Samples since `origin`.
    private var sampleCount = 0
    private var windowIndex = 0
    /// What the detector said at the last step.
    private var speech: Float = 0
    private var isSilent = true
    /// An utterance that is due after the estimate of the same instant.
    private var pending: Utterance?
    /// Samples of `filtered` in hand, and how many of them the frames have had.
    private var blockCount = 0
    private var blockOffset = 0
    /// What the segmenter said at the step that the networks have yet to make.
    private var due: DueStep?

    private struct DueStep {
        let decision: UtteranceSegmenter.Decision?
        let start: Int
        let frame: Int
    }

    /// A recogniser at the beginning of a stream.
    ///
    /// - Parameters:
    ///   - model: what to recognise with.
    ///   - hopSeconds: seconds from one estimate to the next, 0.05 to 10.
    public init(model: SpeechEmotionModel, hopSeconds: Double = 0.25) {
        precondition(hopSeconds >= 0.05 && hopSeconds <= 10, "a hop is 0.05 to 10 seconds")
        features = model.features
        self.hopSeconds = hopSeconds
        noiseGate = Float(model.decision.noiseGate)
        gain = model.gain
        let decision = model.decision
        highPass = HighPassFilter(options: features)
        extractor = FrameExtractor(options: features)
        segmenter = UtteranceSegmenter(decision: decision, features: features)
        let replay = UtteranceSegmenter.replayFrames(decision: decision, features: features)
        history = FrameHistory(capacity: replay + 2 * features.stackedFrames, size: features.measureCount)
        classifier = UtteranceClassifier(model: model)
        smoother = PosteriorSmoother(
            timeConstantSeconds: decision.smoothingSeconds, stepSeconds: features.stepSeconds,
            labelCount: model.labels.count)
        label = LabelDecision(options: decision, stepSeconds: features.stepSeconds)
        amplified = Array(repeating: 0, count: features.frameShift)
        filtered = Array(repeating: 0, count: features.frameShift)
        replayed = Array(repeating: 0, count: features.measureCount)
    }

    /// The position reached, in seconds of input.
    public var position: Double { seconds(sampleCount) }

    /// Audio still to come before the next estimate, in seconds.
    public var secondsToEstimate: Double {
        Double(windowEnd - sampleCount) / Double(features.sampleRateHz)
    }

    /// The largest Euclidean norm of an LSTM's cell state: what would grow if anything did.
    public var stateNorm: Double { Double(classifier.stateNorm) }

    /// Takes samples and hands out what they complete, in order.
    ///
    /// Works with flush-to-zero, which long silences need, and gives the thread its own setting back.
    ///
    /// - Parameters:
    ///   - samples: mono, 16 kHz, ±1, finite.
    ///   - emit: called for each estimate and utterance.
    public mutating func process(_ samples: Span<Float>, _ emit: (Recognition) -> Void) {
        let control = ck_flush_denormals()
        defer { ck_restore_denormals(control) }
        var offset = 0
        while advance(samples, from: &offset, emit) {
            classifier.stepNetworks()
            finishStep()
        }
    }

    /// Audio was lost after the last sample: closes speech in progress and begins afresh at `t`.
    ///
    /// The noise floor stays; the window cut short gives no estimate.
    ///
    /// - Parameters:
    ///   - t: the position at which the gap ended, in seconds.
    ///   - emit: called for the utterance that the gap closes, if any.
    public mutating func gap(endingAt t: Double, _ emit: (Recognition) -> Void) {
        finish(cut: .gap, emit)
        segmenter.resetAtGap()
        highPass.reset()
        extractor.reset()
        meter.reset()
        origin = t
        sampleCount = 0
        windowIndex = 0
        speech = 0
        isSilent = true
    }

    /// The stream has ended: closes speech in progress.
    ///
    /// A last partial window gives no estimate.
    public mutating func finish(_ emit: (Recognition) -> Void) { finish(cut: .end, emit) }

    private mutating func finish(cut: UtteranceCut, _ emit: (Recognition) -> Void) {
        guard segmenter.isSpeaking else { return }
        closeUtterance(cut, start: segmenter.startFrame, decidedAt: position)
        segmenter.close()
        emitPending(emit)
    }
}

extension Recognizer {
    /// Goes on with `samples` from `offset` until the networks have a step to make.
    ///
    /// - Returns: true when a step is due: the networks must make it, then ``finishStep()``; false when the
    ///   samples are used up.
    mutating func advance(
        _ samples: Span<Float>, from offset: inout Int, _ emit: (Recognition) -> Void
    ) -> Bool {
        while true {
            if blockCount > 0 {
                if analyzeBlock() { return true }
                endBlock(emit)
            }
            guard offset < samples.count else { return false }
            blockCount = min(samples.count - offset, windowEnd - sampleCount, filtered.count)
            blockOffset = 0
            filter(samples.extracting(offset..<offset + blockCount))
            offset += blockCount
        }
    }

    /// Gain, level and high-pass of the next block, into `filtered`.
    private mutating func filter(_ samples: Span<Float>) {
        guard gain != 1 else { return meter.process(samples, through: &highPass, into: &filtered) }
        for index in samples.indices { amplified[index] = samples[index] * gain }
        // Held, not copied: the span must not borrow from the recogniser, whose filter changes meanwhile.
        let held = amplified
        meter.process(held.span.extracting(0..<samples.count), through: &highPass, into: &filtered)
    }

    /// The networks have made the step that was due.
    mutating func finishStep() {
        guard let due else { return }
        self.due = nil
        takeStep()
        if let decision = due.decision { apply(decision, start: due.start, frame: due.frame) }
    }

    /// The classifier, for a batch that steps its networks.
    mutating func withClassifier(_ body: (inout UtteranceClassifier) -> Void) { body(&classifier) }

    /// Runs the rest of the block through the frames; true where a step of the networks comes first.
    private mutating func analyzeBlock() -> Bool {
        while extractor.next(filtered, from: &blockOffset, to: blockCount) {
            let index = extractor.frameCount - 1
            history.store(extractor.frame.measures, at: index)
            let start = segmenter.startFrame
            let wasSpeaking = segmenter.isSpeaking
            let decision = segmenter.process(extractor.frame)
            if wasSpeaking, classifier.append(extractor.frame.measures) {
                due = DueStep(decision: decision, start: start, frame: index)
                return true
            }
            if let decision { apply(decision, start: start, frame: index) }
        }
        return false
    }

    /// The block's samples have been taken in: hands out what they complete.
    private mutating func endBlock(_ emit: (Recognition) -> Void) {
        sampleCount += blockCount
        blockCount = 0
        if sampleCount == windowEnd {
            // In the order of time; at the same instant the estimate comes first.
            if let utterance = pending, utterance.decidedAt < position { emitPending(emit) }
            closeWindow(emit)
        }
        emitPending(emit)
    }

    /// What a step decided, at frame `frame`; `start` is the first frame of the utterance it may end.
    private mutating func apply(_ decision: UtteranceSegmenter.Decision, start: Int, frame: Int) {
        speech = segmenter.detector.probability
        isSilent = segmenter.detector.isSilent
        switch decision {
        case .idle, .continues: break
        case .began(let start): begin(at: start, through: frame)
        case .paused: closeUtterance(.pause, start: start, decidedAt: endSeconds(ofFrame: frame))
        case .cutByLength:
            closeUtterance(.length, start: start, decidedAt: endSeconds(ofFrame: frame))
            classifier.reset()
        }
    }

    /// Begins an utterance and replays the frames that the detector needed to find it.
    private mutating func begin(at start: Int, through last: Int) {
        classifier.reset()
        smoother.reset()
        label.reset()
        for index in start...last {
            history.load(index, into: &replayed)
            guard classifier.append(replayed) else { continue }
            classifier.stepNetworks()
            takeStep()
        }
    }

    private mutating func takeStep() {
        classifier.finishStep()
        smoother.process(classifier.raw, noise: classifier.noise)
        label.process(smoother.value, noise: smoother.noise)
    }

    /// Makes the utterance that began at frame `start` ready to go out, unless the network heard noise.
    private mutating func closeUtterance(_ cut: UtteranceCut, start: Int, decidedAt: Double) {
        guard let posterior = classifier.utterancePosterior, segmenter.lastSpeechFrame >= start,
            classifier.utteranceNoise <= noiseGate
        else { return }
        pending = Utterance(
            start: seconds(start * features.frameShift),
            end: min(endSeconds(ofFrame: segmenter.lastSpeechFrame), decidedAt), decidedAt: decidedAt,
            posterior: posterior, cut: cut)
    }

    private mutating func emitPending(_ emit: (Recognition) -> Void) {
        guard let utterance = pending else { return }
        pending = nil
        emit(.utterance(utterance))
    }

    /// The estimate of the window that the last sample completed.
    private mutating func closeWindow(_ emit: (Recognition) -> Void) {
        let isSpeech = segmenter.isSpeaking
        emit(
            .estimate(
                Estimate(
                    start: seconds(windowStart), end: position,
                    state: isSpeech ? .speech : isSilent ? .silence : .noise, speech: speech,
                    levelDBFS: meter.levelDBFS, peak: meter.peak, raw: isSpeech ? classifier.raw : nil,
                    smoothed: isSpeech ? smoother.value : nil, emotion: isSpeech ? label.label : nil)))
        meter.reset()
        windowIndex += 1
    }

    private var windowStart: Int { windowBoundary(windowIndex) }
    private var windowEnd: Int { windowBoundary(windowIndex + 1) }

    /// The sample at which window `index` begins.
    private func windowBoundary(_ index: Int) -> Int {
        Int((Double(index) * hopSeconds * Double(features.sampleRateHz)).rounded())
    }

    private func seconds(_ sample: Int) -> Double { origin + Double(sample) / Double(features.sampleRateHz) }
    private func endSeconds(ofFrame index: Int) -> Double { seconds(features.endSample(ofFrame: index)) }
}
