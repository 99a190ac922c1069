import EmotionRecognition
import Plotting
import Publishing
import Testing

@testable import undertone

/// What `analyze` writes beside its lines, read back by readers of the tests' own.
@Suite struct RecordingExportTests {
    /// Labels that need care in every format.
    private static let labels = ["angry", "so, so", "\"sad\""]

    /// Three seconds: silence, speech with a label for a part of it, silence.
    private static func recording(_ utterances: [Utterance]? = nil) -> Recording {
        let model = Hello.Model(name: "test", sha256: "", labels: labels)
        let recording = Recording(name: "/a/b c.wav", rateHz: 100, model: model)
        recording.hear((0..<300).map { Float($0 % 7) / 10 - 0.3 }[...])
        for index in 0..<12 {
            let isSpeech = (4..<8).contains(index)
            let start = 0.25 * Double(index)
            let posterior = Posterior([0.2, 0.5, 0.3])
            recording.note(
                .estimate(
                    Estimate(
                        start: start, end: start + 0.25, state: isSpeech ? .speech : .silence,
                        speech: isSpeech ? 0.9 : 0, levelDBFS: isSpeech ? -20.123_456 : nil,
                        peak: isSpeech ? 0.3 : 0, raw: isSpeech ? posterior : nil,
                        smoothed: isSpeech ? posterior : nil, emotion: index == 6 ? 1 : nil),
                    lagMilliseconds: nil))
        }
        let spoken = Utterance(
            start: 0.9, end: 1.9876, decidedAt: 2.5, posterior: Posterior([0.1, 0.2, 0.7]), cut: .pause)
        for utterance in utterances ?? [spoken] { recording.note(.utterance(utterance)) }
        recording.note(.end(End(reason: .eof, seconds: 3.01)))
        return recording
    }

    // MARK: - CSV

    /// Rows of cells, quotes undone.
    private static func rows(ofCSV text: String) -> [[String]] {
        var (rows, row, cell, isQuoted) = ([[String]](), [String](), "", false)
        var characters = Array(text)[...]
        while let character = characters.popFirst() {
            switch character {
            case "\"" where isQuoted && characters.first == "\"":
                cell.append("\"")
                characters.removeFirst()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                row.append(cell)
                cell = ""
            case "\n" where !isQuoted:
                rows.append(row + [cell])
                (row, cell) = ([], "")
            default: cell.append(character)
            }
        }
        return rows
    }

    @Test func theTableHoldsEveryWindow() {
        let rows = Self.rows(ofCSV: Self.recording().csv)
        #expect(
            rows[0] == [
                "start", "end", "state", "speech", "level_db", "peak", "emotion", "confidence", "prob_angry",
                "prob_so, so", "prob_\"sad\"", "utterance", "utterance_emotion",
            ])
        #expect(rows.count == 13 && Set(rows.map(\.count)) == [13])
        #expect(rows[1] == ["0.0", "0.25", "silence", "0.0", "", "0.0", "", "", "", "", "", "", ""])
        #expect(
            rows[7] == [
                "1.5", "1.75", "speech", "0.9", "-20.1235", "0.3", "so, so", "0.5", "0.2", "0.5", "0.3", "1",
                "\"sad\"",
            ])
        #expect(rows.map { $0[11] } == ["utterance", "", "", "", "", "1", "1", "1", "1", "", "", "", ""])
    }

    // MARK: - SubRip

    @Test func eachUtteranceIsACue() {
        let second = Utterance(
            start: 3723.0004, end: 3723.0005, decidedAt: 3724, posterior: Posterior([1, 0, 0]), cut: .end)
        let first = Utterance(
            start: 0.9, end: 1.9876, decidedAt: 2.5, posterior: Posterior([0.1, 0.2, 0.7]), cut: .pause)
        let cues = Self.recording([first, second]).subtitles.split(separator: "\n\n").map {
            $0.split(separator: "\n").map(String.init)
        }
        #expect(
            cues == [
                ["1", "00:00:00,900 --> 00:00:01,988", "\"sad\" (70 %)"],
                ["2", "01:02:03,000 --> 01:02:03,001", "angry (100 %)"],
            ])
        #expect(Self.recording([]).subtitles == "")
    }

    // MARK: - TextGrid

    private struct Tier: Equatable {
        var name = ""
        var intervals: [(from: Double, to: Double, text: String)] = []

        static func == (a: Tier, b: Tier) -> Bool {
            a.name == b.name && a.intervals.elementsEqual(b.intervals) { $0 == $1 }
        }
    }

    /// Reads the long text form, checking each count and that every tier covers the whole without overlap.
    private static func tiers(ofTextGrid text: String) throws -> [Tier] {
        var lines = text.split(separator: "\n").map { line in
            String(line.drop { $0 == " " })
        }[...]
        func value(_ key: String) throws -> String {
            let next = lines.popFirst()
            let line = try #require(next)
            try #require(line.hasPrefix(key + " = "), "\(line) for \(key)")
            return String(line.dropFirst(key.count + 3))
        }
        func number(_ key: String) throws -> Double { try #require(Double(try value(key))) }
        func string(_ key: String) throws -> String {
            let quoted = try value(key)
            try #require(quoted.count >= 2 && quoted.hasPrefix("\"") && quoted.hasSuffix("\""))
            let inside = quoted.dropFirst().dropLast()
            try #require(!inside.replacing("\"\"", with: "").contains("\""))
            return String(inside.replacing("\"\"", with: "\""))
        }
        func expectLine(_ expected: String) {
            let line = lines.popFirst()
            #expect(line == expected)
        }
        #expect(try string("File type") == "ooTextFile")
        #expect(try string("Object class") == "TextGrid")
        let start = try number("xmin")
        let end = try number("xmax")
        expectLine("tiers? <exists>")
        let count = Int(try number("size"))
        expectLine("item []:")
        let tiers = try (1...count).map { index in
            expectLine("item [\(index)]:")
            #expect(try string("class") == "IntervalTier")
            var tier = Tier(name: try string("name"))
            #expect(try number("xmin") == start)
            #expect(try number("xmax") == end)
            let intervals = Int(try number("intervals: size"))
            var reached = start
            for interval in 1...intervals {
                expectLine("intervals [\(interval)]:")
                let (from, to) = (try number("xmin"), try number("xmax"))
                #expect(from == reached && to > from)
                tier.intervals.append((from, to, try string("text")))
                reached = to
            }
            #expect(reached == end)
            return tier
        }
        #expect(lines.isEmpty)
        return tiers
    }

    @Test func praatGetsStatesLabelsAndUtterances() throws {
        let tiers = try Self.tiers(ofTextGrid: Self.recording().textGrid)
        #expect(
            tiers == [
                Tier(
                    name: "state",
                    intervals: [
                        (0, 1, "silence"), (1, 2, "speech"), (2, 3, "silence"), (3, 3.01, ""),
                    ]),
                Tier(name: "shown", intervals: [(0, 1.5, ""), (1.5, 1.75, "so, so"), (1.75, 3.01, "")]),
                Tier(
                    name: "utterances",
                    intervals: [(0, 0.9, ""), (0.9, 1.9876, "\"sad\""), (1.9876, 3.01, "")]),
            ])
    }

    /// Utterances that abut, overlap by rounding, reach over the end or have no length still tile the whole.
    @Test func anyUtterancesTileTheRecording() throws {
        let places: [(Double, Double)] = [
            (0, 0.5), (0.5, 0.9), (0.899_99, 1.4), (1.4, 1.4), (1.400_04, 2), (2.999_9, 3.010_1), (3.5, 4),
        ]
        let utterances = places.map {
            Utterance(
                start: $0.0, end: $0.1, decidedAt: $0.1, posterior: Posterior([1, 0, 0]), cut: .length)
        }
        let tiers = try Self.tiers(ofTextGrid: Self.recording(utterances).textGrid)
        #expect(tiers[2].intervals.filter { $0.text == "angry" }.count == 5)
        let model = Hello.Model(name: "test", sha256: "", labels: Self.labels)
        let nothing = Recording(name: "a", rateHz: 100, model: model)
        #expect(try Self.tiers(ofTextGrid: nothing.textGrid).allSatisfy { $0.intervals.count == 1 })
    }

    // MARK: - The picture

    @Test func thePictureShowsWhatWasSaid() {
        let picture = Self.recording().picture
        #expect(picture.title == "b c.wav")
        let panels = picture.rows.flatMap(\.panels)
        #expect(
            panels.compactMap(\.title) == ["Utterances", "Waveform", "Probabilities while there is speech"])
        #expect(panels.allSatisfy { $0.x.range == 0...3.01 })
        let names = panels[2].layers.compactMap { layer -> String? in
            guard case .band(let band) = layer else { return nil }
            return band.name
        }
        #expect(names == Self.labels.reversed())
        guard case .boxes(let silence) = panels[1].layers[0], case .labels(let words) = panels[0].layers[3]
        else {
            Issue.record("no shading, or no labels")
            return
        }
        #expect(silence.name == "silence" && silence.boxes.map(\.x) == [0...1, 2...3])
        #expect(words.map(\.text) == ["\"sad\" 70 %"])
    }

    @Test func aLongRecordingIsSummedUp() throws {
        let model = Hello.Model(name: "test", sha256: "", labels: Self.labels)
        let recording = Recording(name: "a", rateHz: 1, model: model)
        for index in 0..<1200 {
            let isSpeech = index < 600
            recording.note(
                .estimate(
                    Estimate(
                        start: Double(index), end: Double(index + 1), state: isSpeech ? .speech : .silence,
                        speech: 0, levelDBFS: nil, peak: 0, raw: nil,
                        smoothed: isSpeech ? Posterior([0.2, 0.5, 0.3]) : nil, emotion: nil),
                    lagMilliseconds: nil))
        }
        // A step of ten seconds holds six of this utterance's, the next one four.
        let posterior = Posterior([0.1, 0.2, 0.7])
        recording.note(
            .utterance(Utterance(start: 4, end: 14, decidedAt: 15, posterior: posterior, cut: .pause)))
        recording.note(.end(End(reason: .eof, seconds: 1200)))
        let panels = recording.picture.rows.flatMap(\.panels)
        #expect(panels[0].title == "Utterances, share of every 10 s")
        guard case .band(let band) = panels[0].layers[0], case .boxes(let silence) = panels[1].layers[0],
            case .band(let top) = panels[2].layers[0]
        else {
            Issue.record("no bands, or no shading")
            return
        }
        #expect(band.name == "\"sad\"" && band.x.count == 240)
        #expect(zip(band.lower, band.upper).prefix(5).map { $1 - $0 } == [60, 60, 40, 40, 0])
        #expect(silence.boxes.map(\.x) == [600...1200])
        #expect(top.upper.count { $0.isFinite } == 120 && abs(top.upper[0] - 100) < 1e-4)
    }

    @Test func aPictureOfSilenceSaysSo() {
        let picture = Self.recording([]).picture
        #expect(picture.subtitle?.hasPrefix("no utterances") == true)
        guard case .labels(let words) = picture.rows[0].panels[0].layers.last else {
            Issue.record("no words")
            return
        }
        #expect(words.map(\.text) == ["none"])
    }
}
