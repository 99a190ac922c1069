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
}
