import CSoxr
import Glibc

/// One mono libsoxr conversion at HQ (20 bits): `soxr_create`, `soxr_process`, `soxr_delete`.
///
/// HQ holds back 21–30 ms at 48 kHz; LQ would save 10 ms and alias more, VHQ cost as much again.
@safe struct SoxrStream: ~Copyable {
    private let handle: OpaquePointer

    /// A conversion between any two rates, in Hz; only their ratio matters.
    ///
    /// - Precondition: both rates are positive and finite, and libsoxr has memory.
    init(fromHz: Double, toHz: Double) {
        precondition(fromHz > 0 && fromHz.isFinite && toHz > 0 && toHz.isFinite, "a rate must be positive")
        var quality = unsafe soxr_quality_spec(UInt(SOXR_20_BITQ), 0)
        // SAFETY: libsoxr copies the quality before it returns; the defaults are float in, float out,
        // one thread.
        let handle = unsafe exclusively {
            unsafe soxr_create(fromHz, toHz, 1, nil, nil, &quality, nil)
        }
        guard let handle = unsafe handle else { preconditionFailure("libsoxr is out of memory") }
        unsafe self.handle = handle
    }

    // SAFETY: the handle is this value's own and is deleted once, here.
    deinit { exclusively { unsafe soxr_delete(handle) } }

    /// Hands over input and takes what output there is; both may be less than offered.
    func process(
        _ input: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) -> (taken: Int, given: Int) {
        // A null pointer would mean the end of the input.
        guard !input.isEmpty else { return (0, 0) }
        var (taken, given) = (0, 0)
        // SAFETY: pointer and length of each buffer belong together, and both live through the call.
        let error = unsafe soxr_process(
            handle, input.baseAddress!, input.count, &taken, output.baseAddress!, output.count, &given)
        unsafe precondition(error == nil, "libsoxr is out of memory")
        return (taken, given)
    }

    /// Ends the input and takes what was held back; 0 when nothing is left.
    func drain(into output: UnsafeMutableBufferPointer<Float>) -> Int {
        var given = 0
        // SAFETY: as above; the null input marks the end.
        let error = unsafe soxr_process(handle, nil, 0, nil, output.baseAddress!, output.count, &given)
        unsafe precondition(error == nil, "libsoxr is out of memory")
        return given
    }
}

/// Guards libsoxr's set-up: at first use it makes a table for the whole process, and the table's own lock,
/// and nothing guards that moment.
///
/// Processing needs no lock: where it uses the table at all, it takes libsoxr's.
@safe private struct SetupLock: @unchecked Sendable {
    // SAFETY: a mutex at an address of its own, initialised once before it is shared and never freed.
    let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
    }
}

private let setupLock = SetupLock()

/// Runs `body` while no other thread sets up or tears down a conversion.
private func exclusively<Result>(_ body: () -> Result) -> Result {
    // SAFETY: the mutex lives as long as the process.
    unsafe pthread_mutex_lock(setupLock.mutex)
    defer { unsafe pthread_mutex_unlock(setupLock.mutex) }
    return body()
}
