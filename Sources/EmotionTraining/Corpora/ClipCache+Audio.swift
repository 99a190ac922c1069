internal import AudioFiles

extension ClipCache {
    /// What this program's resampler makes of a known signal, so that another version's clips are not taken.
    private static let audioRecipe: String = {
        let resampled = Resampler.convert(probeSignal(count: 4800), fromHz: 48_000, toHz: 16_000)
        return CacheEntry.key((QuantizedAudio(resampled)?.payload ?? []).hexadecimal).hexadecimal
    }()

    private static func audioKey(_ contentHash: String) -> [UInt8] {
        CacheEntry.key("audio", contentHash, audioRecipe)
    }

    /// Syllables of a buzz over quiet noise, by whole numbers and products alone.
    static func probeSignal(count: Int) -> [Float] {
        var random = KeyedRandom(seed: 1, epoch: 0, clip: 0, purpose: .split)
        var (last, previous) = (Float(0), Float(0))
        return (0..<count).map { n in
            let pulse: Float = n % 3_200 < 2_400 && n % 120 == 0 ? 0.5 : 0
            let value = pulse + 1.8 * last - 0.94 * previous
            (previous, last) = (last, value)
            return 0.2 * value + 0.001 * (random.uniform() - 0.5)
        }
    }

    /// A stretched copy of a clip, made and kept where it is not there.
    func stretchedAudio(
        of contentHash: String, by ratio: Float, _ make: () -> QuantizedAudio
    ) -> QuantizedAudio {
        let key = CacheEntry.key("stretched", contentHash, Self.audioRecipe, TimeStretch.recipe, "\(ratio)")
        if let payload = payload(.audio, key) {
            if let audio = QuantizedAudio(payload: payload) { return audio }
            countDamaged()
        }
        let audio = make()
        store(.audio, key, audio.payload)
        return audio
    }

    /// A decoded clip.
    func audio(of contentHash: String) -> QuantizedAudio? {
        guard let payload = payload(.audio, Self.audioKey(contentHash)) else { return nil }
        guard let audio = QuantizedAudio(payload: payload) else {
            countDamaged()
            return nil
        }
        return audio
    }

    /// Whether decoded clips of files of this rate are worth their room.
    ///
    /// A file of 16 kHz is not: it is decoded and checked in 0.7 ms (a clip of FLAC), from a quarter of the
    /// room.
    func keepsAudio(ofRateHz rateHz: Int) -> Bool { rateHz != Resampler.outputRateHz }

    /// Whether a decoded clip is there, trusted or not.
    func hasAudio(_ contentHash: String) -> Bool { has(.audio, Self.audioKey(contentHash)) }

    /// Keeps a decoded clip.
    func store(_ audio: QuantizedAudio, of contentHash: String) {
        store(.audio, Self.audioKey(contentHash), audio.payload)
    }
}

/// Samples as 16-bit numbers below their own peak.
struct QuantizedAudio: Sendable, Hashable {
    private let quantized: [Int16]
    private let step: Float

    /// Nil where no sample reaches −120 dBFS: that is silence.
    init?(_ samples: [Float]) {
        let peak = samples.peak
        guard peak > 1e-6 else { return nil }
        step = peak / 32767
        let scale = 32767 / peak
        quantized = samples.map { Int16(($0 * scale).rounded()) }
    }

    /// What ``payload`` was made from; nil for anything else.
    init?(payload: [UInt8]) {
        var reader = LittleEndianReader(payload)
        guard let bits = reader.number(UInt32.self), let count = reader.number(UInt32.self),
            let values = reader.values(count: Int(count), Int16.self), reader.isAtEnd
        else { return nil }
        step = Float(bitPattern: bits)
        guard step.isFinite, step > 0 else { return nil }
        quantized = values
    }

    /// Step, number of samples, samples.
    var payload: [UInt8] {
        var payload = LittleEndianBytes()
        payload.append(step.bitPattern)
        payload.append(UInt32(quantized.count))
        payload.append(raw: quantized)
        return payload.bytes
    }

    var count: Int { quantized.count }

    var samples: [Float] { quantized.map { Float($0) * step } }
}
