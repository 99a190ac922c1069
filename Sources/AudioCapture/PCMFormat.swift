internal import CALSA

/// A sample format that is captured natively, named as ALSA names it.
public enum PCMFormat: String, Sendable, CaseIterable {
    /// 32-bit float in ±1, little endian.
    case float32 = "FLOAT_LE"
    /// 32-bit signed, little endian.
    case signed32 = "S32_LE"
    /// 24-bit signed in the low three bytes of four, little endian.
    case signed24 = "S24_LE"
    /// 24-bit signed in three bytes, little endian.
    case signed24Packed = "S24_3LE"
    /// 16-bit signed, little endian.
    case signed16 = "S16_LE"

    /// Bytes from one sample to the next.
    public var bytesPerSample: Int {
        switch self {
        case .float32, .signed32, .signed24: 4
        case .signed24Packed: 3
        case .signed16: 2
        }
    }

    /// ALSA's own constant.
    var alsa: snd_pcm_format_t {
        switch self {
        case .float32: SND_PCM_FORMAT_FLOAT_LE
        case .signed32: SND_PCM_FORMAT_S32_LE
        case .signed24: SND_PCM_FORMAT_S24_LE
        case .signed24Packed: SND_PCM_FORMAT_S24_3LE
        case .signed16: SND_PCM_FORMAT_S16_LE
        }
    }
}
