/// What a stream says of itself in its first line.
public struct Hello: Sendable {
    /// Where the audio comes from; nil for what is not open yet.
    public struct Input: Sendable {
        /// The kinds of input.
        public enum Kind: String, Sendable, CaseIterable {
            /// A capture device.
            case device
            /// An audio file.
            case file
            /// Standard input.
            case stdin
        }

        /// The kind of input.
        public var kind: Kind
        /// The device's or the file's name.
        public var name: String?
        /// Frames per second, as it was opened.
        public var rateHz: Int?
        /// Channels, as it was opened.
        public var channels: Int?
        /// The sample format's name, as it was opened.
        public var format: String?

        /// An input with every field given.
        public init(kind: Kind, name: String?, rateHz: Int?, channels: Int?, format: String?) {
            self.kind = kind
            self.name = name
            self.rateHz = rateHz
            self.channels = channels
            self.format = format
        }
    }

    /// The model in use.
    public struct Model: Sendable {
        /// The file's name.
        public var name: String
        /// SHA-256 of the file, in hexadecimal.
        public var sha256: String
        /// The labels, in the network's order.
        public var labels: [String]

        /// A model with every field given.
        public init(name: String, sha256: String, labels: [String]) {
            self.name = name
            self.sha256 = sha256
            self.labels = labels
        }
    }

    /// A profile of a room, a microphone and a speaker.
    public struct Profile: Sendable, Equatable {
        /// The file, as it was named.
        public var name: String
        /// What samples are amplified by, in dB.
        public var gainDecibels: Double
        /// The room's noise floor before the gain, in dBFS; nil where it says none.
        public var noiseFloorDBFS: Double?
        /// Whether it knows the speaker's neutral voice.
        public var hasNeutralVoice: Bool

        /// A profile with every field given.
        public init(name: String, gainDecibels: Double, noiseFloorDBFS: Double?, hasNeutralVoice: Bool) {
            self.name = name
            self.gainDecibels = gainDecibels
            self.noiseFloorDBFS = noiseFloorDBFS
            self.hasNeutralVoice = hasNeutralVoice
        }
    }

    /// The settings in effect, whichever way they were given.
    public struct Settings: Sendable {
        /// `--every`, in seconds.
        public var everySeconds: Double
        /// `--channel`: `mix`, or a number from 1.
        public var channel: String
        /// Whether the input is played at the pace of real time.
        public var isPaced: Bool
        /// Seconds between two `status` lines.
        public var statusEverySeconds: Double
        /// Whether a device that cannot be opened is waited for.
        public var waitsForDevice = false
        /// Whether lines go to standard output.
        public var isStdoutOn = true
        /// Where clients connect, as `--socket` takes it; nil without a socket.
        public var socket: String?
        /// The profile in force; nil without one.
        public var profile: Profile?
        /// Where the live page is served, as `--http` takes it; nil without one.
        public var http: String?

        /// Settings of a run that prints and serves nobody else.
        public init(everySeconds: Double, channel: String, isPaced: Bool, statusEverySeconds: Double) {
            self.everySeconds = everySeconds
            self.channel = channel
            self.isPaced = isPaced
            self.statusEverySeconds = statusEverySeconds
        }
    }

    /// The stream's random identifier.
    public var stream: String
    /// The program's version.
    public var version: String
    /// The model in use.
    public var model: Model
    /// Where the audio comes from.
    public var input: Input
    /// The settings in effect.
    public var settings: Settings
    /// The model's decision parameters, by name.
    public var decision: [(name: String, value: Double)]

    /// A greeting with every field given.
    public init(
        stream: String, version: String, model: Model, input: Input, settings: Settings,
        decision: [(name: String, value: Double)]
    ) {
        self.stream = stream
        self.version = version
        self.model = model
        self.input = input
        self.settings = settings
        self.decision = decision
    }
}
