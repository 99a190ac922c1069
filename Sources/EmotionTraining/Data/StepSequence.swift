internal import SpeechFeatures

/// An utterance as the network sees it, `[steps][stepVectorSize]`.
struct StepSequence: Sendable {
    /// Row-major values.
    let values: [Float]
    /// Number of steps.
    let count: Int
}

/// From log-mel frames to the network's steps, through the code that serves.
struct StepBuilder: Sendable {
    private let features: FeatureOptions
    private let transform: CepstralTransform
    private var assembler: StepAssembler
    private var cepstra: [Float]
    private var measures: [Float]

    /// A builder with the given normaliser.
    init(features: FeatureOptions, normalizer: CepstralNormalizer) {
        self.features = features
        transform = CepstralTransform(options: features)
        assembler = StepAssembler(options: features, normalizer: normalizer)
        cepstra = Array(repeating: 0, count: features.cepstrumCount)
        measures = Array(repeating: 0, count: features.measureCount)
    }

    /// The steps of one utterance; what does not fill a step at its end is left out.
    func sequence(of segment: LogMelSegment) -> StepSequence {
        var builder = self
        return builder.build(segment)
    }

    private mutating func build(_ segment: LogMelSegment) -> StepSequence {
        assembler.reset()
        let bands = features.melBandCount
        let frames = segment.values.count / bands
        var values: [Float] = []
        values.reserveCapacity(frames / features.stackedFrames * features.stepVectorSize)
        for frame in 0..<frames {
            transform.apply(to: Array(segment.values[frame * bands..<(frame + 1) * bands]), into: &cepstra)
            for index in cepstra.indices { measures[index] = cepstra[index] }
            if features.pitch {
                measures[cepstra.count] = segment.pitch[2 * frame]
                measures[cepstra.count + 1] = segment.pitch[2 * frame + 1]
            }
            if assembler.append(measures) { values += assembler.step }
        }
        return StepSequence(values: values, count: values.count / features.stepVectorSize)
    }
}
