private import FoundationEssentials

/// The fields of every event side by side; what an event lacks is nil, what is not known is passed over.
private struct LineFields: Decodable {
    struct Model: Decodable {
        var name: String?
        var labels: [String]?
    }

    struct Input: Decodable {
        var name: String?
        var rate: Int?
    }

    var event: String
    var seq: Int
    var t: Double
    var stream: String?
    var model: Model?
    var input: Input?
    var window: [Double]?
    var state: String?
    var level_db: Double?
    var peak: Double?
    var emotion: String?
    var confidence: Double?
    var probs: [String: Double]?
    var lag_ms: Double?
    var start: Double?
    var end: Double?
    var device: String?
    var detail: String?
    var rate: Int?
    var load: Double?
    var rss_bytes: Int?
    var dropped: Int?
    var message: String?
    var reason: String?
}

extension StreamLine {
    /// The most labels that are shown; more are passed over.
    package static let mostLabels = 8

    /// Reads one line of JSON, without its line feed.
    ///
    /// - Returns: nil for what is no line of this contract.
    package init?(parsing line: [UInt8]) {
        guard let fields = try? JSONDecoder().decode(LineFields.self, from: Data(line)),
            fields.t.isFinite, fields.seq >= 0, let body = Self.body(of: fields)
        else { return nil }
        self.init(seq: fields.seq, t: max(0, fields.t), body: body)
    }

    private static func body(of fields: LineFields) -> Body? {
        switch fields.event {
        case "hello": greeting(fields).map(Body.hello)
        case "estimate": reading(fields).map(Body.estimate)
        case "utterance": passage(fields).map(Body.utterance)
        case "gap": fields.start.flatMap { start in fields.end.map { .gap(start: start, end: $0) } }
        case "device": note(fields).map(Body.device)
        case "status":
            .status(load: fields.load, residentBytes: fields.rss_bytes, dropped: fields.dropped)
        case "error": .error(message: fields.message ?? "")
        case "end": .end(reason: fields.reason ?? "")
        default: .other
        }
    }

    private static func greeting(_ fields: LineFields) -> Greeting? {
        guard let stream = fields.stream, let labels = fields.model?.labels, !labels.isEmpty else {
            return nil
        }
        return Greeting(
            stream: stream, model: fields.model?.name ?? "", labels: Array(labels.prefix(mostLabels)),
            input: fields.input?.name, rateHz: fields.input?.rate)
    }

    private static func reading(_ fields: LineFields) -> Reading? {
        guard let state = fields.state.flatMap(SoundState.init(rawValue:)) else { return nil }
        return Reading(
            start: fields.window?.first ?? fields.t, state: state, levelDBFS: fields.level_db,
            peak: fields.peak ?? 0, emotion: fields.emotion, confidence: fields.confidence,
            probabilities: fields.probs, lagMilliseconds: fields.lag_ms)
    }

    private static func passage(_ fields: LineFields) -> Passage? {
        guard let start = fields.start, let end = fields.end, let emotion = fields.emotion else { return nil }
        return Passage(start: start, end: end, emotion: emotion, confidence: fields.confidence ?? 0)
    }

    private static func note(_ fields: LineFields) -> DeviceNote? {
        guard let state = fields.state, let device = fields.device else { return nil }
        return DeviceNote(state: state, device: device, detail: fields.detail, rateHz: fields.rate)
    }
}
