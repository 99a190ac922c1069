/// From an utterance's frames to the network's input vectors: normalise, add deltas, stack.
///
/// A step holds `stackedFrames` frames, oldest first, each `[measures, deltas]`, the measures being the cepstra
/// and, where used, pitch and voicing. The trainer and the monitor both go through here.
public struct StepAssembler: Sendable {
    /// The options that the sizes come from.
    public let options: FeatureOptions
    /// The step that `append` completed last, `[stepVectorSize]`.
    public private(set) var step: [Float]
    private var normalizer: CepstralNormalizer
    private var pitch = PitchNormalizer()
    private var deltas: DeltaComputer
    /// The frame's measures, normalised, `[measureCount]`.
    private var normalized: [Float]
    private var stacked = 0

    /// An assembler at the beginning of an utterance.
    public init(options: FeatureOptions, normalizer: CepstralNormalizer) {
        precondition(normalizer.mean.count == options.cepstrumCount)
        self.options = options
        self.normalizer = normalizer
        step = Array(repeating: 0, count: options.stepVectorSize)
        deltas = DeltaComputer(size: options.measureCount)
        normalized = Array(repeating: 0, count: options.measureCount)
    }

    /// Forgets the utterance: the next frame is the first of a step.
    public mutating func reset() {
        normalizer.reset()
        pitch.reset()
        deltas.reset()
        stacked = 0
    }

    /// Takes one frame's ``Frame/measures``, `[measureCount]`.
    ///
    /// - Returns: true when `step` is a new one.
    public mutating func append(_ measures: [Float]) -> Bool {
        for index in normalized.indices { normalized[index] = measures[index] }
        normalizer.normalize(&normalized)
        if options.pitch {
            let place = options.cepstrumCount
            (normalized[place], normalized[place + 1]) = pitch.normalize(
                logF0: measures[place], voicing: measures[place + 1])
        }
        let base = stacked * options.frameVectorSize
        for index in normalized.indices { step[base + index] = normalized[index] }
        if options.deltas {
            deltas.process(normalized, into: &step, at: base + options.measureCount)
        }
        stacked = (stacked + 1) % options.stackedFrames
        return stacked == 0
    }
}
