internal import CALSA
internal import Glibc

/// Keeps what was heard inside the process.
public enum AudioPrivacy {
    /// From now on no core file of this process is written, whatever the limits and `core_pattern` say: audio lies
    /// in the ring, the resampler and the features alike.
    ///
    /// It also keeps programs of the same user from reading its memory (ptrace(2)).
    public static func forbidCoreFiles() {
        undertone_forbid_dumps()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        // SAFETY: reads one rlimit, which lives until the call returns.
        _ = unsafe setrlimit(__rlimit_resource_t(UInt32(RLIMIT_CORE.rawValue)), &none)
    }
}
