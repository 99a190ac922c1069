internal import Glibc
internal import RingBuffer

/// What to do about a negative result of libasound while capturing: the one place that decides it.
enum PCMAction: Equatable {
    /// Nothing is wrong: wait and try again.
    case wait
    /// Frames were lost: recover, and start again.
    case recover(LossCause)
    /// The device is gone for this loop.
    case end(CaptureFailure.Reason)

    /// Classifies a negative errno.
    ///
    /// An unplugged device says ENODEV, and sometimes EIO while its state is still RUNNING.
    init(_ code: CInt) {
        switch -code {
        case EAGAIN, EINTR: self = .wait
        case EPIPE: self = .recover(.overrun)
        case ESTRPIPE: self = .recover(.suspend)
        case ENODEV, ENXIO, ENOENT, EIO, EBADFD: self = .end(.unplugged)
        case ECONNREFUSED, ECONNRESET, EHOSTDOWN: self = .end(.server)
        default: self = .end(.other)
        }
    }
}
