/// What became of the microphone.
public struct DeviceChange: Sendable {
    /// The states a microphone can be in.
    public enum State: String, Sendable, CaseIterable {
        /// It is open and delivers.
        case opened
        /// It cannot be opened yet.
        case waiting
        /// It went away.
        case lost
        /// It delivers nothing but zeros.
        case silent
        /// It delivers sound again.
        case sounding
    }

    /// Why it is in that state.
    public enum Reason: String, Sendable, CaseIterable {
        /// There is no such device.
        case missing
        /// Another program holds it.
        case busy
        /// The user may not open it.
        case denied
        /// It offers no format that can be read.
        case format
        /// It was unplugged.
        case unplugged
        /// The machine slept.
        case suspended
        /// It is open and delivers nothing.
        case stalled
        /// The sound server went away.
        case server
    }

    /// What an open device granted.
    public struct Grant: Sendable, Equatable {
        /// Frames per second.
        public var rateHz: Int
        /// Channels.
        public var channels: Int
        /// The sample format's name.
        public var format: String
        /// Frames a period.
        public var periodFrames: Int
        /// Frames of buffer.
        public var bufferFrames: Int

        /// A grant with every field given.
        public init(rateHz: Int, channels: Int, format: String, periodFrames: Int, bufferFrames: Int) {
            self.rateHz = rateHz
            self.channels = channels
            self.format = format
            self.periodFrames = periodFrames
            self.bufferFrames = bufferFrames
        }
    }

    /// The new state.
    public var state: State
    /// Why, where there is a reason.
    public var reason: Reason?
    /// The device's name.
    public var device: String
    /// What happened, in words.
    public var detail: String?
    /// What to do about it, in words.
    public var remedy: String?
    /// What was granted, with ``State/opened``.
    public var grant: Grant?
    /// The channels that carry sound, from 1, with ``State/silent`` and ``State/sounding``.
    public var activeChannels: [Int]?

    /// A change with every field given.
    public init(
        state: State, reason: Reason? = nil, device: String, detail: String? = nil, remedy: String? = nil,
        grant: Grant? = nil, activeChannels: [Int]? = nil
    ) {
        self.state = state
        self.reason = reason
        self.device = device
        self.detail = detail
        self.remedy = remedy
        self.grant = grant
        self.activeChannels = activeChannels
    }
}
