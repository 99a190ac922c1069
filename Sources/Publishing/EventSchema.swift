/// The JSON Schema (2020-12) of the lines, for `undertone schema`.
public enum EventSchema {
    /// The schema's text, on one line.
    ///
    /// The strict form forbids fields, events and values that this version does not write; the open form
    /// accepts them, as every reader should.
    public static func text(strict: Bool) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
            json.member("title", "Undertone JSON lines, version 1" + (strict ? ", strict" : ""))
            json.member("description", "One line of what `undertone listen` and `undertone analyze` print.")
            writeEnvelope(into: &json, strict: strict)
            json.key("allOf")
            json.array { json in for kind in EventKind.allCases { writeCase(kind, into: &json) } }
            json.key("$defs")
            json.object { json in
                for kind in EventKind.allCases {
                    json.key(kind.rawValue)
                    SchemaNode.object(commonFields + fields(of: kind)).write(into: &json, strict: strict)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// What holds for every line, whatever its event.
    private static func writeEnvelope(into json: inout JSONWriter, strict: Bool) {
        json.member("type", "object")
        json.key("required")
        json.array { json in for field in commonFields { json.value(field.name) } }
        json.key("properties")
        json.object { json in
            json.key("event")
            SchemaNode.oneOf(EventKind.allCases.map(\.rawValue)).write(into: &json, strict: strict)
        }
    }

    /// If the line's event is `kind`, it has the fields of that event.
    private static func writeCase(_ kind: EventKind, into json: inout JSONWriter) {
        json.object { json in
            json.key("if")
            json.object { json in
                json.key("properties")
                json.object { json in
                    json.key("event")
                    json.object { $0.member("const", kind.rawValue) }
                }
            }
            json.key("then")
            json.object { $0.member("$ref", "#/$defs/" + kind.rawValue) }
        }
    }

    private static let commonFields: [SchemaNode.Field] = [
        .init(name: "v", node: .constant(Event.contractVersion), about: "Version of this contract."),
        .init(name: "event", node: .text, about: "What the line tells."),
        .init(name: "seq", node: .count, about: "Number of the event in its stream; hello is 0."),
        .init(
            name: "time", node: .string(pattern: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"#),
            about: "When the event was made: RFC 3339, UTC, milliseconds."),
        .init(name: "t", node: .notNegative, about: "Position in the input, in seconds."),
    ]

    private static func fields(of kind: EventKind) -> [SchemaNode.Field] {
        switch kind {
        case .hello: helloFields
        case .estimate: estimateFields
        case .utterance: utteranceFields
        case .gap: gapFields
        case .device: deviceFields
        case .status: statusFields
        case .error: errorFields
        case .end: endFields
        }
    }
}
