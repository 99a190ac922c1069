internal import AudioFiles
internal import SpeechFeatures

/// The audio of many clips, decoded once and held in memory.
///
/// A sample takes two bytes: 16 bits below the clip's own peak, whose noise lies 96 dB under it, far below any
/// recording's. The four hours of the training split take 0.46 GB.
public struct ClipLibrary: Sendable {
    /// The clips that could be decoded, in the order they were asked for.
    public let clips: [Clip]
    /// The clips that could not, with the reasons.
    public let excluded: [ExcludedFile]
    /// Where what was made of the clips is kept.
    let cache: ClipCache?
    private let audio: [QuantizedAudio]

    /// Decodes clips on all cores, or takes them from a cache.
    ///
    /// - Parameters:
    ///   - clips: What to load; a file that cannot be decoded, is silent throughout, or is not the audio of
    ///     the clip's content hash is left out.
    ///   - cache: What was decoded before.
    ///   - progress: Called with the clips done and the clips to do, from any thread.
    /// - Returns: The library; equal files give equal libraries, whatever the number of cores.
    public static func load(
        _ clips: [Clip], cache: ClipCache? = nil,
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) -> ClipLibrary {
        let decoded = clips.concurrentMap(progress: { progress?($0, clips.count) }) { clip in
            decode(clip, cache)
        }
        var library = (clips: [Clip](), audio: [QuantizedAudio](), excluded: [ExcludedFile]())
        for (clip, result) in zip(clips, decoded) {
            switch result {
            case .success(let audio):
                library.clips.append(clip)
                library.audio.append(audio)
            case .failure(let reason):
                library.excluded.append(ExcludedFile(root: clip.root, path: clip.path, reason: reason))
            }
        }
        return ClipLibrary(
            clips: library.clips, excluded: library.excluded, cache: cache, audio: library.audio)
    }

    /// The samples of clip `index`: 16 kHz mono, full scale 1.
    public func samples(at index: Int) -> [Float] { audio[index].samples }

    /// The one stretched copy of clip `index`, made now where the cache does not have it.
    func stretchedSamples(at index: Int) -> [Float] {
        let clip = clips[index]
        let ratio = TimeStretch.ratio(ofClip: clip.randomKey)
        func make() -> QuantizedAudio {
            QuantizedAudio(TimeStretch.stretched(samples(at: index), by: ratio)) ?? audio[index]
        }
        guard let cache, let hash = clip.contentHash else { return make().samples }
        return cache.stretchedAudio(of: hash, by: ratio, make).samples
    }

    /// How many samples clip `index` has, at 16 kHz.
    public func sampleCount(at index: Int) -> Int { audio[index].count }

    /// What cuts these clips untouched, by way of the cache that they came from.
    func cutter(_ cutter: UtteranceCutter) -> CachedCutter { CachedCutter(cutter: cutter, cache: cache) }

    /// The utterances of clip `index`, untouched.
    func utterances(at index: Int, _ cutter: CachedCutter) -> CutUtterances {
        cutter.utterances(of: clips[index]) { samples(at: index) }
    }

    private static func decode(_ clip: Clip, _ cache: ClipCache?) -> Result<QuantizedAudio, ExclusionReason> {
        if let hash = clip.contentHash, let audio = cache?.audio(of: hash) { return .success(audio) }
        do throws(ExclusionReason) {
            let (samples, rateHz) = try ExclusionReason.decoding(clip.file) { path throws(AudioFileError) in
                try AudioFile.load(path: path)
            }
            let content = try AudioContent(samples: samples, rateHz: rateHz)
            if let hash = clip.contentHash, hash != content.hash { throw .changed }
            let resampled = Resampler.convert(
                samples, fromHz: Double(rateHz), toHz: Double(Resampler.outputRateHz))
            guard let audio = QuantizedAudio(resampled) else { throw .silent }
            if let cache, clip.contentHash != nil, cache.keepsAudio(ofRateHz: rateHz) {
                cache.store(audio, of: content.hash)
            }
            return .success(audio)
        } catch {
            return .failure(error)
        }
    }
}
