internal import Glibc
internal import RingBuffer

/// What to do about a negative result of libasound while capturing.
enum PCMAction: Equatable {
    /// Nothing is wrong: wait and try again.
    case wait
    /// Frames were lost: recover, and start again.
    case recover(LossCause)
    /// The device is gone for this loop.
    case end(CaptureFailure.Reason)
}

/// What every result of libasound means, while opening and while capturing: the one table that decides it.
///
/// There is no catch-all retry: a result that is not listed ends the capture, and the device is opened anew.
enum PCMPolicy {
    /// One result.
    struct Row {
        /// The errno, positive.
        let code: CInt
        /// Why a device that returns it when it is opened cannot be.
        let opening: PCMError.Reason
        /// What to do where it comes while capturing.
        let capturing: PCMAction
    }

    /// The results that are told apart.
    ///
    /// An unplugged device says ENODEV, and sometimes EIO while its state is still RUNNING. A PulseAudio that
    /// was killed says EPIPE, then EIO; PipeWire says EPIPE for ever, which the cap on fruitless recoveries
    /// ends. EBADFD is a state that no call of ours leads to: only opening anew leads out of it.
    static let rows: [Row] = [
        Row(code: EAGAIN, opening: .busy, capturing: .wait),
        Row(code: EINTR, opening: .busy, capturing: .wait),
        Row(code: EPIPE, opening: .server, capturing: .recover(.overrun)),
        Row(code: ESTRPIPE, opening: .other, capturing: .recover(.suspend)),
        Row(code: ENODEV, opening: .missing, capturing: .end(.unplugged)),
        Row(code: ENXIO, opening: .missing, capturing: .end(.unplugged)),
        Row(code: ENOENT, opening: .missing, capturing: .end(.unplugged)),
        Row(code: EIO, opening: .other, capturing: .end(.unplugged)),
        Row(code: EBADFD, opening: .other, capturing: .end(.unplugged)),
        Row(code: EBUSY, opening: .busy, capturing: .end(.other)),
        Row(code: EACCES, opening: .denied, capturing: .end(.other)),
        Row(code: EPERM, opening: .denied, capturing: .end(.other)),
        Row(code: EINVAL, opening: .format, capturing: .end(.other)),
        Row(code: ECONNREFUSED, opening: .server, capturing: .end(.server)),
        Row(code: ECONNRESET, opening: .server, capturing: .end(.server)),
        Row(code: ECONNABORTED, opening: .server, capturing: .end(.server)),
        Row(code: EHOSTDOWN, opening: .server, capturing: .end(.server)),
        Row(code: ETIMEDOUT, opening: .server, capturing: .end(.server)),
    ]

    /// Why a device that returned `code`, a negative errno, when it was opened could not be.
    static func reason(opening code: CInt) -> PCMError.Reason {
        row(code)?.opening ?? .other
    }

    /// What to do about `code`, a negative errno, while capturing.
    static func action(capturing code: CInt) -> PCMAction {
        row(code)?.capturing ?? .end(.other)
    }

    // A loop over a constant array: called on the capture thread, where errors come, and allocates nothing.
    private static func row(_ code: CInt) -> Row? {
        for row in rows where row.code == -code { return row }
        return nil
    }
}
