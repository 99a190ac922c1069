import Publishing
import TestSupport
import Testing

/// What holds for every stream that any test sees.
enum StreamRules {
    private static let strict = Result { try JSONSchemaValidator(schema: EventSchema.text(strict: true)) }
    private static let open = Result { try JSONSchemaValidator(schema: EventSchema.text(strict: false)) }

    /// Checks lines of one or more streams in a row; `isWhole` is false for a client that joined later.
    static func check(_ lines: [JSONValue], isWhole: Bool = true) throws {
        for line in lines {
            #expect(try strict.get().faults(in: line) == [])
            #expect(try open.get().faults(in: line) == [])
        }
        for stream in streams(lines) { check(stream: stream, isWhole) }
    }

    /// The lines cut before each `hello`.
    static func streams(_ lines: [JSONValue]) -> [[JSONValue]] {
        lines.reduce(into: []) { streams, line in
            if line["event"]?.string == "hello" || streams.isEmpty { streams.append([]) }
            streams[streams.count - 1].append(line)
        }
    }

    private static func check(stream: [JSONValue], _ isWhole: Bool) {
        #expect(stream.first?["event"]?.string == "hello")
        #expect(!isWhole || stream.first?["seq"]?.number == 0)
        var windowEnd = isWhole ? 0.0 : stream.first?["t"]?.number ?? -1
        for (before, after) in zip(stream, stream.dropFirst()) {
            checkOrder(before, after)
            switch after["event"]?.string {
            case "estimate":
                checkEstimate(after)
                // Windows abut.
                #expect(abs((after["window"]?[0]?.number ?? -1) - windowEnd) < 0.00015)
                windowEnd = after["window"]?[1]?.number ?? -1
            case "gap": windowEnd = after["end"]?.number ?? -1
            default: break
            }
        }
    }

    /// `seq` rises, `t` never falls, and at equal `t` estimates precede utterances, which precede the rest.
    private static func checkOrder(_ before: JSONValue, _ after: JSONValue) {
        let (first, second) = (before["t"]?.number ?? -1, after["t"]?.number ?? -1)
        let dropped = (after["seq"]?.number ?? -1) - (before["seq"]?.number ?? -1) - 1
        #expect(dropped == 0, "between \(before) and \(after)")
        #expect(first < second || (first == second && order(before) <= order(after)), "\(before) \(after)")
        #expect(before["event"]?.string != "end")
    }

    private static func order(_ line: JSONValue) -> Int {
        switch line["event"]?.string {
        case "estimate": 0
        case "utterance": 1
        default: 2
        }
    }

    /// Outside speech everything about emotions is null; in speech both maps sum to one.
    private static func checkEstimate(_ line: JSONValue) {
        let isSpeech = line["state"]?.string == "speech"
        for name in ["probs", "raw"] {
            guard case .object(let map) = line[name] else {
                #expect(!isSpeech && line[name] == .null)
                continue
            }
            let sum = map.values.compactMap(\.number).reduce(0, +)
            #expect(isSpeech && abs(sum - 1) <= 0.001)
        }
        if let emotion = line["emotion"]?.string {
            #expect(isSpeech && line["confidence"] == line["probs"]?[emotion])
        } else {
            #expect(line["confidence"] == .null)
        }
        #expect(line["window"]?[1] == line["t"])
    }
}
