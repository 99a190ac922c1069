/// Streaming front end: high-passed samples in, frames out.
///
/// Frame k is samples [160k, 160k + 400) counted from `reset()`; each is computed on its own, so every way
/// of cutting the audio gives the same bits. Pull style, so that nothing escapes and nothing allocates:
///
///     var offset = 0
///     while extractor.next(samples, from: &offset) { use(extractor.frame) }
public struct FrameExtractor: ~Copyable {
    /// The options that the sizes come from.
    public let options: FeatureOptions
    /// The frame that `next` completed last.
    public private(set) var frame: Frame
    /// The power spectrum that `frame` was made from, |X|² unscaled, `[binCount]`.
    package var powerSpectrum: [Float] { computer.power }
    /// Frames completed since `reset()`; the index of `frame` is one less.
    public private(set) var frameCount = 0

    private var computer: FrameComputer
    private var voicing: VoicingAnalyzer
    /// The window being filled, `[windowLength]`.
    private var window: [Float]
    private var filled = 0

    /// An extractor at the beginning of a stream.
    public init(options: FeatureOptions) {
        self.options = options
        frame = Frame(options: options)
        computer = FrameComputer(options: options)
        voicing = VoicingAnalyzer(options: options)
        window = Array(repeating: 0, count: options.windowLength)
    }

    /// Forgets the past: the next sample is the first of frame 0.
    public mutating func reset() {
        filled = 0
        frameCount = 0
        voicing.reset()
    }

    /// Takes samples from `offset` on until a frame is complete.
    ///
    /// - Parameters:
    ///   - samples: high-passed mono at `options.sampleRateHz`.
    ///   - offset: where to go on reading; moved past what was taken.
    ///   - end: where to stop reading; nil for all samples.
    /// - Returns: true when `frame` is a new one; false when the samples are used up.
    public mutating func next(_ samples: [Float], from offset: inout Int, to end: Int? = nil) -> Bool {
        if filled == options.windowLength { shiftWindow() }
        let taken = min(options.windowLength - filled, (end ?? samples.count) - offset)
        take(taken, of: samples, from: offset)
        filled += taken
        offset += taken
        guard filled == options.windowLength else { return false }
        computer.compute(window, into: &frame)
        voicing.analyze(window, isFirst: frameCount == 0, into: &frame)
        gatherMeasures()
        frameCount += 1
        return true
    }

    /// Copies `count` samples behind those that the window has.
    private mutating func take(_ count: Int, of samples: [Float], from offset: Int) {
        guard count > 0 else { return }
        precondition(filled + count <= window.count && offset >= 0 && offset + count <= samples.count)
        unsafe window.withUnsafeMutableBufferPointer { window in
            unsafe samples.withUnsafeBufferPointer { samples in
                // SAFETY: both ranges were checked above.
                unsafe (window.baseAddress! + filled).update(
                    from: samples.baseAddress! + offset, count: count)
            }
        }
    }

    private mutating func gatherMeasures() {
        let count = options.cepstrumCount
        for index in 0..<count { frame.measures[index] = frame.cepstra[index] }
        guard options.pitch else { return }
        frame.measures[count] = frame.logF0
        frame.measures[count + 1] = frame.voicing
    }

    /// Keeps the samples that the next frame shares with the last.
    private mutating func shiftWindow() {
        let kept = options.windowLength - options.frameShift
        unsafe window.withUnsafeMutableBufferPointer { window in
            // SAFETY: kept + frameShift is the window's length; `update` may overlap.
            unsafe window.baseAddress!.update(from: window.baseAddress! + options.frameShift, count: kept)
        }
        filled = kept
    }
}
