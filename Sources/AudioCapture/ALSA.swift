internal import CALSA

/// What belongs to libasound as a whole.
enum ALSA {
    /// Keeps libasound off stderr; evaluated before its first use, once in the process.
    static let isSilenced: Bool = {
        undertone_alsa_silence()
        return true
    }()

    /// The text of a negative error code (`snd_strerror`).
    static func text(_ code: CInt) -> String {
        // SAFETY: libasound returns a constant string, or nil, which is not read.
        guard let text = unsafe snd_strerror(code) else { return "error \(-code)" }
        return unsafe String(cString: text)
    }

    /// Takes a string that libasound allocated, and frees it.
    static func take(_ string: UnsafeMutablePointer<CChar>?) -> String? {
        // SAFETY: `string` is nil or a malloc'ed, terminated string that libasound has given away.
        guard let string = unsafe string else { return nil }
        defer { unsafe free(string) }
        return unsafe String(cString: string)
    }
}
