public import EmotionRecognition
public import SpeechFeatures

/// A clip's utterances, cut as the live stream would be.
struct CutUtterances: Sendable, Hashable {
    /// One per utterance, in order; the whole clip where no speech was found.
    var segments: [LogMelSegment]
    /// Whether no speech was found.
    var isWhole: Bool

    /// The utterances that the program would find.
    var found: [LogMelSegment] { isWhole ? [] : segments }
}

/// Cuts untouched clips, or takes from a cache what was cut before.
struct CachedCutter: Sendable {
    let cutter: UtteranceCutter
    let cache: ClipCache?
    private let recipe: String

    init(cutter: UtteranceCutter, cache: ClipCache?) {
        self.cutter = cutter
        self.cache = cache
        recipe = cache == nil ? "" : Self.recipe(cutter)
    }

    /// The utterances of a clip.
    ///
    /// - Parameters:
    ///   - clip: Whose content hash the cache knows it by; without one it is always cut.
    ///   - samples: Asked for only where the cache does not have it.
    func utterances(of clip: Clip, samples: () -> [Float]) -> CutUtterances {
        guard let cache, let hash = clip.contentHash else { return cutter.cut(samples()) }
        let key = CacheEntry.key("segments", hash, recipe)
        if let payload = cache.payload(.segments, key) {
            if let cut = CutUtterances(payload: payload, features: cutter.features) { return cut }
            cache.countDamaged()
        }
        let cut = cutter.cut(samples())
        cache.store(.segments, key, cut.payload)
        return cut
    }

    /// Everything that decides how a clip is cut: the options, and what this program on this processor
    /// makes of a known signal, so that no change of the code has to be remembered here.
    private static func recipe(_ cutter: UtteranceCutter) -> String {
        let features = cutter.features.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let decision = cutter.decision.values.map { "\($0.name)=\($0.value)" }
        let clip = QuantizedAudio(ClipCache.probeSignal(count: 24_000))
        let probe = CacheEntry.key(cutter.cut(clip?.samples ?? []).payload.hexadecimal).hexadecimal
        return (features + decision + ["probe=\(probe)"]).joined(separator: ";")
    }
}

extension CutUtterances {
    /// Whether it is the whole clip, number of segments, frames of each; then each segment's energies and
    /// pitch.
    var payload: [UInt8] {
        var payload = LittleEndianBytes()
        payload.append(UInt32(isWhole ? 1 : 0))
        payload.append(UInt32(segments.count))
        for segment in segments { payload.append(UInt32(segment.values.count)) }
        for segment in segments {
            payload.append(raw: segment.values)
            payload.append(raw: segment.pitch)
        }
        return payload.bytes
    }

    /// What ``payload`` was made from, with those features; nil for anything else.
    init?(payload: [UInt8], features: FeatureOptions) {
        var reader = LittleEndianReader(payload)
        guard let whole = reader.number(UInt32.self), whole <= 1, let count = reader.number(UInt32.self),
            let sizes = reader.values(count: Int(count), UInt32.self)
        else { return nil }
        segments = []
        isWhole = whole == 1
        for size in sizes {
            let (frames, rest) = Int(size).quotientAndRemainder(dividingBy: features.melBandCount)
            guard rest == 0, let values = reader.values(count: Int(size), Float.self),
                let pitch = reader.values(count: features.pitch ? 2 * frames : 0, Float.self)
            else { return nil }
            segments.append(LogMelSegment(values: values, pitch: pitch))
        }
        guard reader.isAtEnd else { return nil }
    }
}

extension ClipCache {
    /// Decodes and cuts clips on all cores before a training run asks for them.
    ///
    /// - Parameters:
    ///   - clips: Clips with content hashes.
    ///   - features: The front end of the network to train.
    ///   - decision: Where its utterances begin and end.
    ///   - progress: Called with the clips done and the clips to do, from any thread.
    /// - Returns: The clips that could not be decoded, with the reasons.
    public func prepare(
        _ clips: [Clip], features: FeatureOptions, decision: DecisionOptions = .init(),
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> [ExcludedFile] {
        let cutter = CachedCutter(
            cutter: UtteranceCutter(features: features, decision: decision), cache: self)
        let failures = clips.concurrentMap(progress: { progress?($0, clips.count) }) { clip in
            var failure: ExcludedFile?
            _ = cutter.utterances(of: clip) {
                let library = ClipLibrary.load([clip], cache: self)
                failure = library.excluded.first
                return library.clips.isEmpty ? [] : library.samples(at: 0)
            }
            return failure
        }
        return failures.compactMap(\.self)
    }
}
