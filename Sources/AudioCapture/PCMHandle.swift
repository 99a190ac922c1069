internal import CALSA
internal import Glibc

/// An open `snd_pcm_t` of the capture direction, closed by `snd_pcm_close` when it goes.
// SAFETY: `pcm` is valid from `snd_pcm_open` to deinit, and only this owner calls libasound with it, from one
// thread at a time, because it cannot be copied. A handle has no affinity to a thread, so it may be sent.
@safe
struct PCMHandle: ~Copyable, @unchecked Sendable {
    let pcm: OpaquePointer

    /// Opens `device` for capture, never waiting for it (`snd_pcm_open`, non-blocking).
    ///
    /// - Parameters:
    ///   - device: ALSA's name of it.
    ///   - natively: forbids a `plug` device to convert channels and format.
    /// - Throws: ``PCMError`` when it cannot be opened.
    init(opening device: String, natively: Bool) throws(PCMError) {
        _ = ALSA.isSilenced
        // A name with a NUL in it would open another device than it names.
        guard !device.utf8.contains(0), !device.isEmpty else {
            throw PCMError(opening: device, code: -ENOENT)
        }
        let mode = natively ? SND_PCM_NO_AUTO_CHANNELS | SND_PCM_NO_AUTO_FORMAT : 0
        var pcm: OpaquePointer?
        let code = unsafe snd_pcm_open(&pcm, device, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK | mode)
        guard code >= 0, let pcm = unsafe pcm else { throw PCMError(opening: device, code: code) }
        unsafe self.pcm = pcm
    }

    deinit { unsafe snd_pcm_close(pcm) }
}
