import Publishing

/// Where the events of one stream go.
protocol EventReceiver {
    /// Takes the stream's next event, which belongs to position `t` of the input, in seconds.
    mutating func publish(_ body: Event.Body, at t: Double) throws(LineError)
}

extension EventPublisher: EventReceiver {}
