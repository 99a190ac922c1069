import Publishing
import Testing
import TestSupport

@Suite struct EventEncoderTests {
    private static let head = #"{"v":1,"event":"#
    private static let common = #","seq":7,"time":"2025-12-31T23:59:59.999Z","t":2.5,"#

    /// What each event looks like, byte for byte.
    private static let rows: [(body: Event.Body, name: String, rest: String)] = [
        (
            .estimate(Samples.speaking, lagMilliseconds: 17.25), "estimate",
            #""window":[1,1.25],"state":"speech","speech":0.9876,"level_db":-23.4568,"peak":0.5,"#
                + #""emotion":"sad","confidence":0.6,"probs":{"anger":0.4,"sad":0.6},"#
                + #""raw":{"anger":0.25,"sad":0.75},"lag_ms":17.25}"#
        ),
        (
            .estimate(Samples.silent, lagMilliseconds: nil), "estimate",
            #""window":[0,0.25],"state":"silence","speech":0,"level_db":null,"peak":0,"emotion":null,"#
                + #""confidence":null,"probs":null,"raw":null,"lag_ms":null}"#
        ),
        (
            .utterance(Samples.utterance), "utterance",
            #""start":0.5,"end":1.9,"emotion":"sad","confidence":0.875,"#
                + #""probs":{"anger":0.125,"sad":0.875},"cut":"pause"}"#
        ),
        (
            .gap(Samples.gap), "gap",
            #""start":2.5,"end":2.51,"samples":480,"rate":48000,"seconds":0.01,"cause":"overrun"}"#
        ),
        (
            .device(Samples.opened), "device",
            #""state":"opened","reason":null,"device":"hw:CARD=PCH,DEV=0","detail":null,"remedy":null,"#
                + #""rate":48000,"channels":2,"format":"S32_LE","period":480,"buffer":24000}"#
        ),
        (
            .device(Samples.lost), "device",
            #""state":"lost","reason":"unplugged","device":"hw:CARD=USB,DEV=0","detail":"it went away","#
                + #""remedy":"plug it in"}"#
        ),
        (
            .status(Samples.status), "status",
            #""uptime_s":12.3457,"overruns":1,"gaps":2,"lost_s":0.01,"clients":1,"dropped":3,"load":null,"#
                + #""rss_bytes":31457280,"scheduling":"fifo","state_norm":4.5}"#
        ),
        (.end(.init(reason: .signal, seconds: 2.5)), "end", #""reason":"signal","seconds":2.5}"#),
    ]

    @Test func everyEventHasItsGoldenLine() {
        for row in Self.rows {
            let expected = Self.head + "\"\(row.name)\"" + Self.common + row.rest + "\n"
            #expect(Samples.line(row.body) == expected)
        }
    }

    @Test func helloTellsModelInputSettingsAndDecision() {
        let expected =
            Self.head + "\"hello\"" + Self.common
            + #""stream":"00ff","undertone":"0.1.0","model":{"name":"undertone","sha256":""#
            + String(repeating: "a", count: 64) + #"","labels":["anger","sad"]},"#
            + #""input":{"kind":"file","name":"a \"b\".wav","rate":48000,"channels":2,"#
            + #""format":"WAV, PCM 24 bit"},"#
            + #""settings":{"every":0.25,"channel":"mix","paced":false,"status_every":10,"wait":false,"stdout":true,"socket":null,"profile":null,"http":null},"#
            + #""decision":{"hangover_s":0.6,"show":0.45}}"# + "\n"
        #expect(Samples.line(.hello(Samples.hello)) == expected)
    }

    @Test func oneEncoderWritesManyLinesWithoutMixingThem() throws {
        let encoder = EventEncoder(labels: Samples.labels)
        for (seq, body) in Samples.bodies.enumerated() {
            let event = Event(seq: seq, time: Samples.moment, t: 1, body: body)
            let line = String(decoding: encoder.line(of: event), as: UTF8.self)
            #expect(line.hasSuffix("}\n") && line.dropLast().allSatisfy { $0 != "\n" })
            #expect(try JSONValue(parsing: line)["seq"]?.number == Double(seq))
        }
    }
}
