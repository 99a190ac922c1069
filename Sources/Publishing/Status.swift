/// The heartbeat of a stream.
public struct Status: Sendable, Equatable {
    /// How the capture thread is scheduled.
    public enum Scheduling: String, Sendable, CaseIterable {
        /// In real time, SCHED_FIFO.
        case fifo
        /// As ordinary threads are.
        case other
    }

    /// Seconds since the program started.
    public var uptimeSeconds: Double
    /// Overruns of the driver's buffer so far.
    public var overruns: Int
    /// Gaps so far.
    public var gaps: Int
    /// Seconds of audio lost so far.
    public var lostSeconds: Double
    /// Readers connected.
    public var clients: Int
    /// Lines that this reader's full queue left out so far.
    public var dropped: Int
    /// Processing seconds per second of audio; nil before the first audio.
    public var load: Double?
    /// Resident memory, in bytes.
    public var residentBytes: Int
    /// How the capture thread is scheduled; nil without one.
    public var scheduling: Scheduling?
    /// Largest Euclidean norm of a network's cell state.
    public var stateNorm: Double

    /// A heartbeat with every field given; `dropped` is the publisher's to fill in.
    public init(
        uptimeSeconds: Double, overruns: Int, gaps: Int, lostSeconds: Double, clients: Int, dropped: Int = 0,
        load: Double?, residentBytes: Int, scheduling: Scheduling?, stateNorm: Double
    ) {
        self.uptimeSeconds = uptimeSeconds
        self.overruns = overruns
        self.gaps = gaps
        self.lostSeconds = lostSeconds
        self.clients = clients
        self.dropped = dropped
        self.load = load
        self.residentBytes = residentBytes
        self.scheduling = scheduling
        self.stateNorm = stateNorm
    }
}

/// A word to one reader, such as a request that could not be understood.
public struct ReaderError: Sendable, Equatable {
    /// A short name for programs.
    public var code: String
    /// A sentence for people.
    public var message: String

    /// An error with every field given.
    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

/// The last line of a stream.
public struct End: Sendable, Equatable {
    /// Why a stream ends.
    public enum Reason: String, Sendable, CaseIterable {
        /// The input is over.
        case eof
        /// Ctrl-C or SIGTERM.
        case signal
        /// The input broke off or turned bad.
        case error
    }

    /// Why it ends.
    public var reason: Reason
    /// Seconds of input, gaps included.
    public var seconds: Double

    /// An end with every field given.
    public init(reason: Reason, seconds: Double) {
        self.reason = reason
        self.seconds = seconds
    }
}
