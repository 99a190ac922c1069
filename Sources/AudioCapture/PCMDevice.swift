internal import CALSA
internal import Glibc

/// A microphone, open as it natively is, owned by one thread at a time.
///
/// It is opened at its own rate, format and channels and never resampled by libasound; `CaptureLoop` takes it
/// over and reads it. Closed by `snd_pcm_close` when it goes.
public struct PCMDevice: ~Copyable, Sendable {
    /// What the device granted.
    public let grant: PCMGrant
    /// The channel to take, from 1; nil for the mean of all.
    public let channel: Int?

    let handle: PCMHandle

    /// Opens a capture device of ALSA, `default` or `hw:CARD=id,DEV=n`, with a period of 10 ms and a buffer
    /// of at least 500 ms, or the nearest it grants.
    ///
    /// - Parameters:
    ///   - name: ALSA's name of the device.
    ///   - channel: the channel to take, from 1; nil for the mean of all.
    /// - Throws: ``PCMError`` when there is no such device, it is busy, may not be opened, or grants nothing
    ///   that can be used.
    public init(opening name: String, channel: Int? = nil) throws(PCMError) {
        var handle = try PCMHandle(opening: name, natively: true)
        var choice = Self.choose(handle, device: name, channel: channel)
        // A slave may have none of our formats; then its `plug` may convert after all.
        if case .failure = choice {
            _ = consume handle  // a device opens once: the first handle must go before the second comes
            handle = try PCMHandle(opening: name, natively: false)
            choice = Self.choose(handle, device: name, channel: channel)
        }
        let grant = try choice.get()
        if let channel, !(1...grant.channels).contains(channel) {
            throw .channel(channel, of: name, having: grant.channels)
        }
        self.grant = grant
        self.channel = channel
        self.handle = handle
    }

    /// Narrows down what the device offers to one configuration and installs it.
    private static func choose(
        _ handle: borrowing PCMHandle, device: String, channel: Int?
    ) -> Result<PCMGrant, PCMError> {
        guard let offer = HardwareParameters(handle) else {
            return .failure(.format(device, "it offers no interleaved reading"))
        }
        guard let format = PCMFormat.allCases.first(where: { offer.offers($0, handle) }),
            offer.choose(format, handle) >= 0
        else { return .failure(.format(device, "it offers none of \(PCMFormat.names)")) }
        guard let rate = NativeChoice.rate(offer, handle), offer.choose(rateHz: rate, handle) >= 0 else {
            return .failure(.format(device, "it offers no usable rate"))
        }
        guard let channels = NativeChoice.channels(offer, handle, wanting: channel),
            offer.choose(channels: channels, handle) >= 0
        else { return .failure(.format(device, "it offers no usable number of channels")) }
        // The period first: it decides how late a sample is; the buffer only how long a stall may last.
        _ = offer.choose(periodNear: max(rate / 100, 1), handle)
        _ = offer.choose(bufferAtLeast: (rate + 1) / 2, handle)
        let code = offer.install(handle)
        guard code >= 0 else { return .failure(PCMError(opening: device, code: code)) }
        let (period, buffer) = offer.granted()
        guard period > 0, buffer > 0 else { return .failure(.format(device, "it grants no buffer")) }
        let grant = PCMGrant(
            device: device, rateHz: rate, channels: channels, format: format, periodFrames: period,
            bufferFrames: buffer)
        let wakeCode = setWakeFrames(grant.readFrames, handle)
        return wakeCode >= 0 ? .success(grant) : .failure(PCMError(opening: device, code: wakeCode))
    }

    /// Has the device wake its reader when `frames` can be read (`snd_pcm_sw_params`).
    private static func setWakeFrames(_ frames: Int, _ handle: borrowing PCMHandle) -> CInt {
        var params: OpaquePointer?
        guard unsafe snd_pcm_sw_params_malloc(&params) >= 0, let params = unsafe params else {
            return -ENOMEM
        }
        // SAFETY: `params` was just allocated, does not leave this function and is freed at its end.
        defer { unsafe snd_pcm_sw_params_free(params) }
        let code = unsafe snd_pcm_sw_params_current(handle.pcm, params)
        guard code >= 0 else { return code }
        _ = unsafe snd_pcm_sw_params_set_avail_min(handle.pcm, params, snd_pcm_uframes_t(frames))
        return unsafe snd_pcm_sw_params(handle.pcm, params)
    }
}

extension PCMFormat {
    /// All formats, for a message.
    fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
