internal import CKernels
internal import EmotionRecognition
internal import SpeechFeatures

/// The log-mel frames of one utterance, `[frames][melBandCount]`.
struct LogMelSegment: Sendable, Hashable {
    var values: [Float]
}

/// Cuts a clip into utterances with the very code that cuts the live stream.
struct UtteranceCutter: Sendable {
    let features: FeatureOptions
    let decision: DecisionOptions

    /// The utterances of a clip, with every frame that the network is given of them live.
    ///
    /// - Parameter samples: untrimmed, 16 kHz mono.
    /// - Returns: one segment per utterance, in order.
    func utterances(in samples: [Float]) -> [LogMelSegment] {
        let (frames, ranges) = analyze(samples)
        return ranges.map { range in segment(frames, range) }
    }

    /// The same, or the whole clip as one utterance where no speech is found.
    func utterancesOrWhole(of samples: [Float]) -> [LogMelSegment] {
        cut(samples).segments
    }

    /// The same, saying which of the two it is.
    func cut(_ samples: [Float]) -> CutUtterances {
        let (frames, ranges) = analyze(samples)
        let count = frames.count / features.melBandCount / features.stackedFrames * features.stackedFrames
        let segments = ranges.isEmpty ? [segment(frames, 0..<count)] : ranges.map { segment(frames, $0) }
        return CutUtterances(segments: segments, isWhole: ranges.isEmpty)
    }

    private func segment(_ frames: [Float], _ range: Range<Int>) -> LogMelSegment {
        let bands = features.melBandCount
        return LogMelSegment(values: Array(frames[range.lowerBound * bands..<range.upperBound * bands]))
    }

    /// All frames of a clip, `[frames][melBandCount]`, and the frames of each utterance.
    private func analyze(_ samples: [Float]) -> (frames: [Float], utterances: [Range<Int>]) {
        let control = ck_flush_denormals()
        defer { ck_restore_denormals(control) }
        var filter = HighPassFilter(options: features)
        let filtered = samples.map { filter.process($0) }
        var extractor = FrameExtractor(options: features)
        var segmenter = UtteranceSegmenter(decision: decision, features: features)
        var frames: [Float] = []
        frames.reserveCapacity(features.frameCount(sampleCount: samples.count) * features.melBandCount)
        var found: [Range<Int>] = []
        var offset = 0
        while extractor.next(filtered, from: &offset) {
            frames += extractor.frame.logMel
            let start = segmenter.startFrame
            switch segmenter.process(extractor.frame) {
            case .paused, .cutByLength:
                if segmenter.lastSpeechFrame >= start { found.append(start..<extractor.frameCount) }
            case .began, .continues, .idle, nil: break
            }
        }
        if segmenter.isSpeaking, segmenter.lastSpeechFrame >= segmenter.startFrame {
            found.append(segmenter.startFrame..<extractor.frameCount)
        }
        let whole = extractor.frameCount / features.stackedFrames * features.stackedFrames
        return (frames, found.map { $0.clamped(to: 0..<whole) }.filter { !$0.isEmpty })
    }
}
