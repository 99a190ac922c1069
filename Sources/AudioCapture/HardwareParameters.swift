internal import CALSA

/// The space of configurations that a device still offers, narrowed step by step (`snd_pcm_hw_params_t`).
///
/// Freed by `snd_pcm_hw_params_free` when it goes.
// SAFETY: `params` is valid from `_malloc` to deinit and never leaves this owner.
@safe
struct HardwareParameters: ~Copyable {
    private let params: OpaquePointer

    /// Everything that `handle` offers at its own rates.
    ///
    /// libasound must not resample, because its converter has no anti-aliasing filter. Nil when the device
    /// offers nothing, or there is no memory.
    init?(_ handle: borrowing PCMHandle) {
        var params: OpaquePointer?
        guard unsafe snd_pcm_hw_params_malloc(&params) >= 0, let params = unsafe params else { return nil }
        guard unsafe snd_pcm_hw_params_any(handle.pcm, params) >= 0,
            unsafe snd_pcm_hw_params_set_rate_resample(handle.pcm, params, 0) >= 0,
            unsafe snd_pcm_hw_params_set_access(handle.pcm, params, SND_PCM_ACCESS_RW_INTERLEAVED) >= 0
        else {
            unsafe snd_pcm_hw_params_free(params)
            return nil
        }
        unsafe self.params = params
    }

    deinit { unsafe snd_pcm_hw_params_free(params) }

    // What is offered.

    func offers(_ format: PCMFormat, _ handle: borrowing PCMHandle) -> Bool {
        unsafe snd_pcm_hw_params_test_format(handle.pcm, params, format.alsa) == 0
    }

    func offers(rateHz: Int, _ handle: borrowing PCMHandle) -> Bool {
        unsafe snd_pcm_hw_params_test_rate(handle.pcm, params, CUnsignedInt(rateHz), 0) == 0
    }

    func offers(channels: Int, _ handle: borrowing PCMHandle) -> Bool {
        unsafe snd_pcm_hw_params_test_channels(handle.pcm, params, CUnsignedInt(channels)) == 0
    }

    /// The lowest and the highest rate, which need not be whole numbers; rounded inwards where they are not.
    func rates() -> ClosedRange<Int>? {
        var low: CUnsignedInt = 0
        var high: CUnsignedInt = 0
        var direction: CInt = 0
        guard unsafe snd_pcm_hw_params_get_rate_min(params, &low, &direction) >= 0,
            unsafe snd_pcm_hw_params_get_rate_max(params, &high, &direction) >= 0, low <= high
        else { return nil }
        return Int(low)...Int(high)
    }

    /// The fewest and the most channels.
    func channels() -> ClosedRange<Int>? {
        var low: CUnsignedInt = 0
        var high: CUnsignedInt = 0
        guard unsafe snd_pcm_hw_params_get_channels_min(params, &low) >= 0,
            unsafe snd_pcm_hw_params_get_channels_max(params, &high) >= 0, low <= high
        else { return nil }
        return Int(low)...Int(high)
    }

    // What is chosen. Each returns a negative errno where the device does not offer it.

    func choose(_ format: PCMFormat, _ handle: borrowing PCMHandle) -> CInt {
        unsafe snd_pcm_hw_params_set_format(handle.pcm, params, format.alsa)
    }

    func choose(channels: Int, _ handle: borrowing PCMHandle) -> CInt {
        unsafe snd_pcm_hw_params_set_channels(handle.pcm, params, CUnsignedInt(channels))
    }

    func choose(rateHz: Int, _ handle: borrowing PCMHandle) -> CInt {
        unsafe snd_pcm_hw_params_set_rate(handle.pcm, params, CUnsignedInt(rateHz), 0)
    }

    /// A period as near to `frames` as can be had.
    func choose(periodNear frames: Int, _ handle: borrowing PCMHandle) -> CInt {
        var period = snd_pcm_uframes_t(frames)
        return unsafe snd_pcm_hw_params_set_period_size_near(handle.pcm, params, &period, nil)
    }

    /// A buffer of at least `frames`, or the longest that can be had.
    func choose(bufferAtLeast frames: Int, _ handle: borrowing PCMHandle) -> CInt {
        var least = snd_pcm_uframes_t(frames)
        // Refused where the longest buffer is shorter; the nearest is then the longest.
        _ = unsafe snd_pcm_hw_params_set_buffer_size_min(handle.pcm, params, &least)
        var buffer = snd_pcm_uframes_t(frames)
        return unsafe snd_pcm_hw_params_set_buffer_size_near(handle.pcm, params, &buffer)
    }

    /// Installs the configuration (`snd_pcm_hw_params`), which also prepares the device.
    func install(_ handle: borrowing PCMHandle) -> CInt {
        unsafe snd_pcm_hw_params(handle.pcm, params)
    }

    /// Period and buffer of the installed configuration, in frames.
    func granted() -> (period: Int, buffer: Int) {
        var period: snd_pcm_uframes_t = 0
        var buffer: snd_pcm_uframes_t = 0
        var direction: CInt = 0
        _ = unsafe snd_pcm_hw_params_get_period_size(params, &period, &direction)
        _ = unsafe snd_pcm_hw_params_get_buffer_size(params, &buffer)
        return (Int(period), Int(buffer))
    }
}
