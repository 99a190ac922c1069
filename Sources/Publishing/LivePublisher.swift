/// Brings one live stream's events to stdout and to servers: numbers each once, encodes it once, hands it over.
///
/// Nothing here waits for a reader.
public struct LivePublisher: Sendable {
    private var stream = EventStream()
    private let encoder: EventEncoder
    private var stdout: LineQueue?
    private let servers: [any EventServer]

    /// A publisher of a new stream whose posteriors are over `labels`.
    ///
    /// - Parameters:
    ///   - stdout: the queue to standard output; nil where nothing is printed.
    ///   - servers: those of a socket and of the live page, where there are any.
    public init(labels: [String], stdout: LineQueue?, servers: [any EventServer]) {
        encoder = EventEncoder(labels: labels)
        self.stdout = stdout
        self.servers = servers
    }

    /// Publishes the stream's next event, which belongs to position `t` of the input, in seconds.
    ///
    /// - Throws: ``LineError`` when nobody reads standard output any more, and there is no server.
    public mutating func publish(_ body: Event.Body, at t: Double) throws(LineError) {
        var body = body
        if case .status(var status) = body {
            status.clients = servers.reduce(stdout == nil ? 0 : 1) { $0 + $1.clientCount }
            status.dropped = stdout?.dropped ?? 0
            body = .status(status)
        }
        let event = stream.event(body, at: t)
        let line = encoder.line(of: event)
        for server in servers { server.publish(event, line: line) }
        do throws(LineError) {
            try stdout?.send(line, of: body.kind)
        } catch {
            // With a server the run goes on without its first reader.
            stdout = nil
            if servers.isEmpty { throw error }
        }
    }
}
