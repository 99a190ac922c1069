import Testing

@testable import TerminalView

/// Lines of JSON as they come from a socket.
@Suite struct StreamLineTests {
    private func parse(_ text: String) -> StreamLine? { StreamLine(parsing: Array(text.utf8)) }

    @Test func aLineOfTheContractIsUnderstood() throws {
        let line = try #require(
            parse(
                """
                {"v":1,"event":"estimate","seq":9,"time":"2026-01-01T00:00:00.000Z","t":2.5,"window":[2.25,2.5],\
                "state":"speech","speech":0.98,"level_db":-25.9,"peak":0.41,"emotion":"sad","confidence":0.6,\
                "probs":{"sad":0.6,"angry":0.4},"raw":{"sad":0.7,"angry":0.3},"lag_ms":12.3,"later":[1,{"a":2}]}
                """))
        #expect(
            line
                == StreamLine(
                    seq: 9, t: 2.5,
                    body: .estimate(
                        Reading(
                            start: 2.25, state: .speech, levelDBFS: -25.9, peak: 0.41, emotion: "sad",
                            confidence: 0.6, probabilities: ["sad": 0.6, "angry": 0.4],
                            lagMilliseconds: 12.3))))
    }

    @Test func nullsAreNothing() throws {
        let line = try #require(
            parse(
                """
                {"event":"estimate","seq":1,"t":0.25,"window":[0,0.25],"state":"silence","speech":0,\
                "level_db":null,"peak":0,"emotion":null,"confidence":null,"probs":null,"raw":null,"lag_ms":null}
                """))
        guard case .estimate(let reading) = line.body else { throw Unexpected() }
        #expect(reading.levelDBFS == nil && reading.probabilities == nil && reading.lagMilliseconds == nil)
    }

    private struct Unexpected: Error {}

    @Test func anEventOfALaterVersionIsPassedOver() {
        #expect(parse(#"{"event":"weather","seq":4,"t":1}"#)?.body == .other)
    }

    @Test(arguments: [
        "", "{", "[]", "null", "estimate", #"{"event":"estimate"}"#, #"{"event":"estimate","seq":1,"t":"x"}"#,
        #"{"event":"estimate","seq":-1,"t":0,"state":"speech"}"#, #"{"event":"hello","seq":0,"t":0}"#,
        #"{"event":"hello","seq":0,"t":0,"stream":"x","model":{"labels":[]}}"#,
        #"{"event":"estimate","seq":1,"t":0,"state":"sleep"}"#,
    ]) func whatIsNoLineIsNone(_ text: String) {
        #expect(parse(text) == nil)
    }

    @Test func anyCutOfTheBytesGivesTheSameLines() {
        let bytes = Array("one\ntwo\n\nthree\nfour".utf8)
        for size in 1...bytes.count {
            var splitter = LineSplitter()
            var lines: [String] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                splitter.take(bytes[start..<min(start + size, bytes.count)]) {
                    lines.append(String(decoding: $0, as: UTF8.self))
                }
            }
            #expect(lines == ["one", "two", "", "three"])
        }
    }

    @Test func aLineWithoutEndIsLeftOut() {
        var splitter = LineSplitter()
        var lines: [[UInt8]] = []
        for _ in 0..<100 { splitter.take([UInt8](repeating: 65, count: 10_000)) { lines.append($0) } }
        splitter.take(Array("\nnext\n".utf8)) { lines.append($0) }
        #expect(lines == [Array("next".utf8)])
    }
}

/// Keys as a terminal sends them.
@Suite struct KeyReaderTests {
    private func keys(_ text: String) -> [KeyReader.Key] {
        var reader = KeyReader()
        return reader.take(text.utf8)
    }

    @Test func charactersAreKeys() {
        #expect(keys("q l?") == [.character("q"), .character(" "), .character("l"), .character("?")])
        #expect(keys("\u{1B}") == [.escape])
        #expect(keys("\u{C}") == [.redraw])
    }

    @Test func functionKeysArePassedOverWhole() {
        #expect(keys("\u{1B}[A\u{1B}[15~\u{1B}OPq") == [.character("q")])
    }

    @Test func theBackgroundIsUnderstoodHoweverItIsWritten() {
        for answer in ["11;rgb:ffff/ffff/ffff", "11;rgb:ff/ff/ff", "11;rgba:ffff/ffff/ffff/ffff"] {
            for end in ["\u{7}", "\u{1B}\\"] {
                guard case .background(let luminance)? = keys("\u{1B}]\(answer)\(end)").first else {
                    Issue.record("\(answer) is not understood")
                    continue
                }
                #expect(abs(luminance - 1) < 1e-9)
            }
        }
        #expect(keys("\u{1B}]11;rgb:0/0/0\u{7}") == [.background(luminance: 0)])
        #expect(keys("\u{1B}]10;nonsense\u{7}").isEmpty)
    }

    @Test func anAnswerMayComeInPieces() {
        var reader = KeyReader()
        #expect(reader.take("\u{1B}]11;rgb:00".utf8).isEmpty)
        #expect(reader.take("00/0000/0000\u{7}".utf8) == [.background(luminance: 0)])
    }
}
