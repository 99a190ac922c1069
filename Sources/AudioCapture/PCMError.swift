/// Why a device could not be opened: what happened, to what, and what to do about it.
public struct PCMError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure that a reader can tell apart.
    public enum Reason: String, Sendable, CaseIterable {
        /// There is no such device.
        case missing
        /// Somebody else has it.
        case busy
        /// The user may not open it.
        case denied
        /// It does not give what is asked of it.
        case format
        /// The sound server behind it does not answer.
        case server
        /// Anything else.
        case other
    }

    /// The kind of failure.
    public var reason: Reason
    /// The device's name as it was asked for.
    public var device: String
    /// What happened.
    public var detail: String
    /// What can be done about it.
    public var remedy: String

    /// One line: `cannot open hw:CARD=Headset: busy (used by pid 4120, pipewire); try --device default`.
    public var description: String { "cannot open \(device): \(detail); \(remedy)" }

    /// An error with every field given.
    public init(_ reason: Reason, device: String, detail: String, remedy: String) {
        self.reason = reason
        self.device = device
        self.detail = detail
        self.remedy = remedy
    }
}
