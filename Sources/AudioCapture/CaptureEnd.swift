internal import Glibc

/// Why a device that was capturing no longer does.
public struct CaptureFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure that a reader can tell apart.
    public enum Reason: String, Sendable, CaseIterable {
        /// The device is gone.
        case unplugged
        /// It does not wake up after a suspend.
        case suspended
        /// It is there and delivers nothing.
        case stalled
        /// The sound server behind it went away.
        case server
        /// Anything else.
        case other
    }

    /// The kind of failure.
    public var reason: Reason
    /// The device's name.
    public var device: String
    /// The negative error code of libasound; 0 where it gave none.
    public var code: Int32

    /// One line: `lost hw:CARD=Headset: unplugged (No such device)`.
    public var description: String {
        code == 0 ? "lost \(device): \(reason)" : "lost \(device): \(reason) (\(ALSA.text(code)))"
    }
}

/// How a capture ended.
public enum CaptureEnd: Sendable, Equatable {
    /// By request.
    case stopped
    /// By the device.
    case failed(CaptureFailure)
}

/// A ``CaptureEnd`` in one word, so that it passes between threads in one atomic.
struct EndCode: Equatable {
    let word: Int

    static let running = EndCode(word: 0)
    static let stopped = EndCode(word: 1)

    static func failed(_ reason: CaptureFailure.Reason, _ code: CInt = 0) -> EndCode {
        let index = CaptureFailure.Reason.allCases.firstIndex(of: reason) ?? 0
        return EndCode(word: (index + 2) << 32 | Int(UInt32(bitPattern: code)))
    }

    /// The end it stands for; nil while running.
    func end(of device: String) -> CaptureEnd? {
        if self == .running { return nil }
        if self == .stopped { return .stopped }
        let reason = CaptureFailure.Reason.allCases[(word >> 32) - 2]
        let code = Int32(truncatingIfNeeded: word)
        return .failed(CaptureFailure(reason: reason, device: device, code: code))
    }
}
