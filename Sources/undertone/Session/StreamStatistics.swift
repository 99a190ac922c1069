import Publishing

/// What the heartbeat of a stream tells.
struct StreamStatistics {
    private var feed: (any LiveFeed)?
    /// Overruns of feeds that went before.
    private var earlierOverruns = 0
    private var gaps = 0
    private var lostSeconds = 0.0
    /// The position and the processor time at the last heartbeat.
    private var last: (position: Double, threadSeconds: Double)

    /// Begins to count, on the thread that processes.
    init(feed: (any LiveFeed)?) {
        self.feed = feed
        last = (0, ProcessStatistics.threadSeconds)
    }

    mutating func count(_ gap: Gap) {
        gaps += 1
        lostSeconds += gap.seconds
    }

    mutating func change(_ newFeed: any LiveFeed) {
        earlierOverruns += feed?.overruns ?? 0
        feed = newFeed
    }

    /// What has happened so far, in words, at a position of the input.
    func text(at position: Double) -> String {
        let overruns = earlierOverruns + (feed?.overruns ?? 0)
        let megabytes = ProcessStatistics.residentBytes / 1_000_000
        return "\(Int(position)) s heard, \(gaps) gaps of \(lostSeconds) s in all, \(overruns) overruns, "
            + "\(megabytes) MB resident, \(Int(ProcessStatistics.uptimeSeconds)) s up"
    }

    /// The heartbeat at a position of the input; `load` is over the time since the last one.
    mutating func status(at position: Double, stateNorm: Double) -> Status {
        let threadSeconds = ProcessStatistics.threadSeconds
        let audio = position - last.position
        let load = audio > 0 ? (threadSeconds - last.threadSeconds) / audio : nil
        last = (position, threadSeconds)
        return Status(
            uptimeSeconds: ProcessStatistics.uptimeSeconds, overruns: earlierOverruns + (feed?.overruns ?? 0),
            gaps: gaps, lostSeconds: lostSeconds, clients: 1, load: load,
            residentBytes: ProcessStatistics.residentBytes, scheduling: feed?.scheduling,
            stateNorm: stateNorm)
    }
}
