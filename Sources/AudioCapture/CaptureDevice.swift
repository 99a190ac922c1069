/// A capture device as the system lists it: who it is, and what it takes.
public struct CaptureDevice: Sendable, Equatable {
    /// Whether it could be opened just now.
    public enum State: String, Sendable, CaseIterable {
        /// It could.
        case available
        /// Somebody else has it, so what it takes is unknown.
        case busy
        /// The user may not open it.
        case denied
        /// It is there and cannot be used.
        case unusable
    }

    /// The name to open it by: `hw:CARD=id,DEV=n`, or `default`.
    public var name: String
    /// What its card calls itself; empty for `default`.
    public var cardName: String
    /// What it calls itself.
    public var deviceName: String
    /// Whether it could be opened just now.
    public var state: State
    /// Why it could not; nil where it could.
    public var detail: String?
    /// The rates it takes, rising: the usual ones, and the ends of its range.
    public var ratesHz: [Int]
    /// The formats it takes, of those that are captured natively.
    public var formats: [PCMFormat]
    /// The numbers of channels it takes, rising, up to 32.
    public var channels: [Int]

    /// A device with every field given.
    public init(
        name: String, cardName: String, deviceName: String, state: State, detail: String?, ratesHz: [Int],
        formats: [PCMFormat], channels: [Int]
    ) {
        self.name = name
        self.cardName = cardName
        self.deviceName = deviceName
        self.state = state
        self.detail = detail
        self.ratesHz = ratesHz
        self.formats = formats
        self.channels = channels
    }
}
