import Publishing
import Testing
import TestSupport

@Suite struct EventSchemaTests {
    private let open: JSONSchemaValidator
    private let strict: JSONSchemaValidator

    init() throws {
        open = try JSONSchemaValidator(schema: EventSchema.text(strict: false))
        strict = try JSONSchemaValidator(schema: EventSchema.text(strict: true))
    }

    @Test func everyLineIsValidInBothForms() throws {
        for body in Samples.bodies {
            let value = try JSONValue(parsing: Samples.line(body))
            #expect(strict.faults(in: value) == [])
            #expect(open.faults(in: value) == [])
        }
    }

    /// Additions that the contract allows within version 1.
    @Test func theOpenFormAcceptsAdditionsAndTheStrictFormDoesNot() throws {
        let additions: [(Event.Body, [(of: String, with: String)])] = [
            (Samples.bodies[1], [(#""v":1,"#, #""v":1,"pitch_hz":120,"#)]),
            (Samples.bodies[1], [(#""state":"speech""#, #""state":"song""#)]),
            (.gap(Samples.gap), [(#""cause":"overrun""#, #""cause":"gremlins""#)]),
            (.end(End(reason: .eof, seconds: 1)), [(#""event":"end""#, #""event":"encore""#)]),
            (.hello(Samples.hello), [(#""kind":"file","#, #""kind":"file","url":"x","#)]),
        ]
        for (body, changes) in additions {
            let text = changes.reduce(Samples.line(body)) { replace($1.of, with: $1.with, in: $0) }
            let value = try JSONValue(parsing: text)
            #expect(open.faults(in: value) == [], "\(text)")
            #expect(strict.faults(in: value) != [], "\(text)")
        }
    }

    /// Lines that neither form lets pass.
    @Test func bothFormsRefuseWhatBreaksTheContract() throws {
        let breaks: [(of: String, with: String)] = [
            (#""v":1"#, #""v":2"#), (#""seq":7,"#, ""), (#""seq":7"#, #""seq":-1"#),
            (#""seq":7"#, #""seq":1.5"#),
            ("23:59:59.999Z", "23:59:59Z"), (#""t":2.5"#, #""t":null"#),
            (#""window":[1,1.25]"#, #""window":[1]"#),
            (#""speech":0.9876"#, #""speech":1.1"#), (#""emotion":"sad""#, #""emotion":3"#),
            (#""probs":{"anger":0.4,"sad":0.6}"#, #""probs":[0.4,0.6]"#), (#","lag_ms":17.25"#, ""),
        ]
        for change in breaks {
            let text = replace(change.of, with: change.with, in: Samples.line(Samples.bodies[1]))
            let value = try JSONValue(parsing: text)
            #expect(open.faults(in: value) != [], "\(text)")
            #expect(strict.faults(in: value) != [], "\(text)")
        }
    }

    private func replace(_ part: String, with other: String, in text: String) -> String {
        let pieces = text.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false)
        #expect(pieces.count == 2, "\(part) is not in \(text)")
        return pieces.joined(separator: other)
    }
}
