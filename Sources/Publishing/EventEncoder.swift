import EmotionRecognition

/// Turns events into JSON lines.
///
/// One encoder per stream: it knows the stream's labels.
public struct EventEncoder: Sendable {
    private let fields: EventFields

    /// An encoder for streams whose posteriors are over `labels`, in that order.
    public init(labels: [String]) {
        self.fields = EventFields(labels: labels)
    }

    /// The line of `event`, UTF-8, with its line feed.
    ///
    /// - Precondition: every posterior in `event` has as many values as there are labels.
    public func line(of event: Event) -> [UInt8] {
        // A buffer of its own: other threads hold the lines before.
        var json = JSONWriter()
        json.object { [fields] json in
            json.member("v", Event.contractVersion)
            json.member("event", event.body.kind.rawValue)
            json.member("seq", event.seq)
            json.member("time", event.time.text)
            json.member("t", event.t)
            fields.write(event.body, into: &json)
        }
        json.appendByte(UInt8(ascii: "\n"))
        return json.bytes
    }
}

/// Writes what each event has beside the fields of every line.
struct EventFields: Sendable {
    let labels: [String]

    func write(_ body: Event.Body, into json: inout JSONWriter) {
        switch body {
        case .hello(let hello): write(hello, into: &json)
        case .estimate(let estimate, let lag): write(estimate, lag, into: &json)
        case .utterance(let utterance): write(utterance, into: &json)
        case .gap(let gap): write(gap, into: &json)
        case .device(let change): write(change, into: &json)
        case .status(let status): write(status, into: &json)
        case .error(let error):
            json.member("code", error.code)
            json.member("message", error.message)
        case .end(let end):
            json.member("reason", end.reason.rawValue)
            json.member("seconds", end.seconds)
        }
    }

    private func write(_ estimate: Estimate, _ lag: Double?, into json: inout JSONWriter) {
        json.key("window")
        json.array {
            $0.value(estimate.start)
            $0.value(estimate.end)
        }
        json.member("state", estimate.state.rawValue)
        json.member("speech", Double(estimate.speech))
        json.member("level_db", estimate.levelDBFS.map(Double.init))
        json.member("peak", Double(estimate.peak))
        json.member("emotion", estimate.emotion.map { labels[$0] })
        json.member("confidence", estimate.confidence.map(Double.init))
        write(estimate.smoothed, as: "probs", into: &json)
        write(estimate.raw, as: "raw", into: &json)
        json.member("lag_ms", lag)
    }

    private func write(_ utterance: Utterance, into json: inout JSONWriter) {
        json.member("start", utterance.start)
        json.member("end", utterance.end)
        json.member("emotion", labels[utterance.emotion])
        json.member("confidence", Double(utterance.confidence))
        write(utterance.posterior, as: "probs", into: &json)
        json.member("cut", utterance.cut.rawValue)
    }

    private func write(_ posterior: Posterior?, as name: String, into json: inout JSONWriter) {
        json.key(name)
        guard let posterior else { return json.null() }
        precondition(posterior.count == labels.count, "a posterior has one value a label")
        json.object { json in
            for (index, label) in labels.enumerated() { json.member(label, Double(posterior[index])) }
        }
    }
}
