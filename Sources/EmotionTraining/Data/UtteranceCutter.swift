internal import CKernels
internal import EmotionRecognition
internal import SpeechFeatures

/// The frames of one utterance.
struct LogMelSegment: Sendable, Hashable {
    /// Log-mel energies, `[frames][melBandCount]`.
    var values: [Float]
    /// Log-F0 and voicing, `[frames][2]`; empty where the features do without.
    var pitch: [Float] = []
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
        return ranges.map { frames.segment($0) }
    }

    /// The same, or the whole clip as one utterance where no speech is found.
    func utterancesOrWhole(of samples: [Float]) -> [LogMelSegment] {
        cut(samples).segments
    }

    /// The same, saying which of the two it is.
    func cut(_ samples: [Float]) -> CutUtterances {
        let (frames, ranges) = analyze(samples)
        let count = frames.count / features.stackedFrames * features.stackedFrames
        let segments = ranges.isEmpty ? [frames.segment(0..<count)] : ranges.map { frames.segment($0) }
        return CutUtterances(segments: segments, isWhole: ranges.isEmpty)
    }

    /// The whole clip as one utterance, whatever the detector says.
    func whole(of samples: [Float]) -> LogMelSegment {
        let (frames, _) = analyze(samples)
        return frames.segment(0..<frames.count / features.stackedFrames * features.stackedFrames)
    }

    /// All frames of a clip.
    private struct ClipFrames {
        let bands: Int
        var logMel: [Float] = []
        var pitch: [Float] = []
        var count: Int { logMel.count / bands }

        func segment(_ range: Range<Int>) -> LogMelSegment {
            LogMelSegment(
                values: Array(logMel[range.lowerBound * bands..<range.upperBound * bands]),
                pitch: pitch.isEmpty ? [] : Array(pitch[2 * range.lowerBound..<2 * range.upperBound]))
        }
    }

    /// All frames of a clip, and which of them belong to each utterance.
    private func analyze(_ samples: [Float]) -> (frames: ClipFrames, utterances: [Range<Int>]) {
        let control = ck_flush_denormals()
        defer { ck_restore_denormals(control) }
        var filter = HighPassFilter(options: features)
        let filtered = filter.filtered(samples)
        var extractor = FrameExtractor(options: features)
        var segmenter = UtteranceSegmenter(decision: decision, features: features)
        var frames = ClipFrames(bands: features.melBandCount)
        frames.logMel.reserveCapacity(
            features.frameCount(sampleCount: samples.count) * features.melBandCount)
        var found: [Range<Int>] = []
        var offset = 0
        while extractor.next(filtered, from: &offset) {
            frames.logMel += extractor.frame.logMel
            if features.pitch { frames.pitch += [extractor.frame.logF0, extractor.frame.voicing] }
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
