import EmotionRecognition
import Publishing

/// One JSON object for a whole file, in place of its stream.
///
/// The clip's label is the argmax of its utterances' mean posteriors, weighted by their durations; null for a
/// file without an utterance.
struct ClipSummary: EventReceiver {
    private let file: String
    private let labels: [String]
    private var sink: StreamSink
    /// Sum of the posteriors times seconds, `[labels]`.
    private var weighted: [Double]
    private var seconds = 0.0

    init(file: String, labels: [String], to sink: StreamSink) {
        self.file = file
        self.labels = labels
        self.sink = sink
        weighted = Array(repeating: 0, count: labels.count)
    }

    mutating func publish(_ body: Event.Body, at t: Double) throws(LineError) {
        switch body {
        case .utterance(let utterance): add(utterance)
        case .end(let end): try sink.send(line(seconds: end.seconds), of: .end)
        default: break
        }
    }

    private mutating func add(_ utterance: Utterance) {
        let duration = utterance.end - utterance.start
        seconds += duration
        for index in labels.indices { weighted[index] += Double(utterance.posterior[index]) * duration }
    }

    private func line(seconds total: Double) -> [UInt8] {
        let probabilities = seconds > 0 ? weighted.map { $0 / seconds } : nil
        let best = probabilities.flatMap { values in values.indices.max { values[$0] < values[$1] } }
        var json = JSONWriter()
        json.object { json in
            json.member("file", file)
            json.member("seconds", total)
            json.member("emotion", best.map { labels[$0] })
            json.member("confidence", best.flatMap { probabilities?[$0] })
            json.key("probs")
            guard let probabilities else { return json.null() }
            json.object { json in
                for (label, value) in zip(labels, probabilities) { json.member(label, value) }
            }
        }
        json.appendByte(UInt8(ascii: "\n"))
        return json.bytes
    }
}
