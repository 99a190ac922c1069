/// From an utterance's cepstra to the network's input vectors: normalise, add deltas, stack.
///
/// A step holds `stackedFrames` frames, oldest first, each `[cepstra, deltas]`. The trainer and the monitor
/// both go through here.
public struct StepAssembler: Sendable {
    /// The options that the sizes come from.
    public let options: FeatureOptions
    /// The step that `append` completed last, `[stepVectorSize]`.
    public private(set) var step: [Float]
    private var normalizer: CepstralNormalizer
    private var deltas: DeltaComputer
    private var normalized: [Float]
    private var stacked = 0

    /// An assembler at the beginning of an utterance.
    public init(options: FeatureOptions, normalizer: CepstralNormalizer) {
        precondition(normalizer.mean.count == options.cepstrumCount)
        self.options = options
        self.normalizer = normalizer
        step = Array(repeating: 0, count: options.stepVectorSize)
        deltas = DeltaComputer(size: options.cepstrumCount)
        normalized = Array(repeating: 0, count: options.cepstrumCount)
    }

    /// Forgets the utterance: the next frame is the first of a step.
    public mutating func reset() {
        normalizer.reset()
        deltas.reset()
        stacked = 0
    }

    /// Takes one frame's cepstra, `[cepstrumCount]`.
    ///
    /// - Returns: true when `step` is a new one.
    public mutating func append(_ cepstra: [Float]) -> Bool {
        for index in normalized.indices { normalized[index] = cepstra[index] }
        normalizer.normalize(&normalized)
        let base = stacked * options.frameVectorSize
        for index in normalized.indices { step[base + index] = normalized[index] }
        if options.deltas {
            deltas.process(normalized, into: &step, at: base + options.cepstrumCount)
        }
        stacked = (stacked + 1) % options.stackedFrames
        return stacked == 0
    }
}
