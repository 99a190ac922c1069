/// Brings one live stream's events to stdout and to a socket: numbers each once, encodes it once, hands it over.
///
/// Nothing here waits for a reader.
public struct LivePublisher: Sendable {
    private var stream = EventStream()
    private var encoder: EventEncoder
    private var stdout: LineQueue?
    private let server: SocketServer?

    /// A publisher of a new stream whose posteriors are over `labels`.
    ///
    /// - Parameters:
    ///   - stdout: the queue to standard output; nil where nothing is printed.
    ///   - server: the socket's server; nil without a socket.
    public init(labels: [String], stdout: LineQueue?, server: SocketServer?) {
        encoder = EventEncoder(labels: labels)
        self.stdout = stdout
        self.server = server
    }

    /// Publishes the stream's next event, which belongs to position `t` of the input, in seconds.
    ///
    /// - Throws: ``LineError`` when nobody reads standard output any more, and there is no socket.
    public mutating func publish(_ body: Event.Body, at t: Double) throws(LineError) {
        var body = body
        if case .status(var status) = body {
            status.clients = (stdout == nil ? 0 : 1) + (server?.clientCount ?? 0)
            status.dropped = stdout?.dropped ?? 0
            body = .status(status)
        }
        let event = stream.event(body, at: t)
        let line = encoder.line(of: event)
        server?.publish(event, line: line)
        do throws(LineError) {
            try stdout?.send(line, of: body.kind)
        } catch {
            // With a socket the run goes on without its first reader.
            stdout = nil
            if server == nil { throw error }
        }
    }
}
