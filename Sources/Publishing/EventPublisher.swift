/// Brings one stream's events to one reader: numbers them, encodes them, hands them over.
public struct EventPublisher<Sink: LineSink> {
    private var stream: EventStream
    private let encoder: EventEncoder
    private var sink: Sink

    /// A publisher of a new stream whose posteriors are over `labels`.
    public init(
        labels: [String], to sink: Sink, clock: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.stream = EventStream(clock: clock)
        self.encoder = EventEncoder(labels: labels)
        self.sink = sink
    }

    /// Publishes the stream's next event, which belongs to position `t` of the input, in seconds.
    ///
    /// A status line gets the number of lines that this very reader missed.
    public mutating func publish(_ body: Event.Body, at t: Double) throws(LineError) {
        var body = body
        if case .status(var status) = body {
            status.dropped = sink.dropped
            body = .status(status)
        }
        let event = stream.event(body, at: t)
        try sink.send(encoder.line(of: event), of: body.kind)
    }
}
