internal import CALSA
internal import Glibc

/// Reading. Results are libasound's: frames, or a negative errno for ``PCMAction`` to classify.
extension PCMHandle {
    /// Starts the device (`snd_pcm_start`): a kernel device does not start by itself when it is polled.
    borrowing func start() -> CInt {
        unsafe snd_pcm_start(pcm)
    }

    /// How many frames can be read without waiting, or the error of the device's state.
    borrowing func available() -> Int {
        switch unsafe snd_pcm_state(pcm) {
        case SND_PCM_STATE_XRUN: -Int(EPIPE)
        case SND_PCM_STATE_SUSPENDED: -Int(ESTRPIPE)
        case SND_PCM_STATE_DISCONNECTED: -Int(ENODEV)
        default: unsafe snd_pcm_avail_update(pcm)
        }
    }

    /// Reads up to `frames` frames into `bytes`.
    ///
    /// - Precondition: `bytes` holds as many.
    borrowing func read(into bytes: inout [UInt8], frames: Int) -> Int {
        // SAFETY: the caller has sized `bytes` for `frames` frames of this device.
        unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe snd_pcm_readi(pcm, buffer.baseAddress, snd_pcm_uframes_t(frames))
        }
    }

    /// Brings the device back after an overrun: prepared anew and started.
    borrowing func restart() -> CInt {
        let code = unsafe snd_pcm_prepare(pcm)
        return code < 0 ? code : start()
    }

    /// Asks the device to go on after a suspend (`snd_pcm_resume`); -EAGAIN while it still sleeps.
    borrowing func resume() -> CInt {
        unsafe snd_pcm_resume(pcm)
    }

    /// Whether the device is delivering.
    borrowing func isRunning() -> Bool {
        unsafe snd_pcm_state(pcm) == SND_PCM_STATE_RUNNING
    }

    /// What to poll for this device, after one entry that is the caller's own.
    borrowing func pollDescriptors(after own: pollfd) -> [pollfd] {
        let count = max(0, Int(unsafe snd_pcm_poll_descriptors_count(pcm)))
        var all = [pollfd](repeating: own, count: count + 1)
        // SAFETY: libasound fills at most `count` entries from the second on.
        unsafe all.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            _ = unsafe snd_pcm_poll_descriptors(pcm, base + 1, CUnsignedInt(count))
        }
        return all
    }

    /// What the device makes of the events that poll(2) found on its descriptors.
    borrowing func events(_ descriptors: inout [pollfd]) -> CInt {
        var events: CUnsignedShort = 0
        // SAFETY: libasound reads and may change the entries from the second on, which are its own.
        let code = unsafe descriptors.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return -EINVAL }
            return unsafe snd_pcm_poll_descriptors_revents(
                pcm, base + 1, CUnsignedInt(buffer.count - 1), &events)
        }
        return code < 0 ? code : CInt(events)
    }
}
