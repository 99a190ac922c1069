import EmotionRecognition
import Publishing
import Testing

@testable import LivePage

/// `/metrics`, read by a strict parser of its own.
@Suite struct MetricsTests {
    private func metrics(_ bodies: Event.Body...) throws -> ExpositionFormat {
        var host = try PageHost()
        let (witness, _) = try host.follow()
        for body in bodies {
            try host.say(body)
            #expect(witness.nextEvent() != nil)
        }
        let answer = try host.ask("/metrics")
        #expect(answer.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        return try ExpositionFormat(answer.body)
    }

    @Test func whatIsServedIsWellFormedFromTheStart() throws {
        let metrics = try metrics()
        #expect(metrics["undertone_windows_total{state=\"speech\"}"] == 0)
        #expect(metrics["undertone_microphone_open"] == 1)
        #expect(metrics["undertone_page_clients"] == 1)
        #expect(metrics.types["undertone_lag_seconds"] == "histogram")
    }

    @Test func theStreamIsCounted() throws {
        let metrics = try metrics(
            PageHost.speaking, PageHost.utterance, PageHost.gap, PageHost.status, PageHost.silent,
            PageHost.speaking)
        let rows: [(String, Double)] = [
            ("undertone_windows_total{state=\"speech\"}", 2),
            ("undertone_windows_total{state=\"silence\"}", 1),
            ("undertone_acoustic_state{state=\"speech\"}", 1),
            ("undertone_acoustic_state{state=\"silence\"}", 0),
            ("undertone_emotion{emotion=\"sad\"}", 1), ("undertone_emotion{emotion=\"anger\"}", 0),
            ("undertone_utterances_total{emotion=\"sad\"}", 1),
            ("undertone_gaps_total{cause=\"overrun\"}", 1),
            ("undertone_lost_seconds_total{cause=\"overrun\"}", 0.01), ("undertone_input_seconds_total", 1.5),
            ("undertone_lag_seconds_bucket{le=\"0.005\"}", 0),
            ("undertone_lag_seconds_bucket{le=\"0.01\"}", 2),
            ("undertone_lag_seconds_bucket{le=\"+Inf\"}", 2), ("undertone_lag_seconds_count", 2),
            ("undertone_overruns_total", 1), ("process_resident_memory_bytes", 31_457_280),
            ("undertone_level_dbfs", -23.5),
        ]
        for (sample, value) in rows { #expect(metrics[sample] == value, "\(sample)") }
    }

    @Test func outsideSpeechThereIsNoProbability() throws {
        let metrics = try metrics(PageHost.speaking, PageHost.silent)
        #expect(metrics.types["undertone_emotion_probability"] == nil)
        #expect(metrics["undertone_emotion{emotion=\"sad\"}"] == 0)
    }

    @Test func aMicrophoneThatIsAwayIsTold() throws {
        let lost = DeviceChange(state: .lost, reason: .unplugged, device: "a\\\n\"b")
        #expect(try metrics(.device(lost))["undertone_microphone_open"] == 0)
    }

    @Test(arguments: [(0.1, "0.1"), (-23.5, "-23.5"), (1e300, "1e+300"), (2, "2"), (1e16, "1e+16")])
    func numbersAreThoseOfGo(_ value: Double, _ text: String) {
        #expect(PrometheusText.number(value) == text)
    }

    @Test func whatIsNoNumberHasAWord() {
        #expect(PrometheusText.number(.nan) == "NaN" && PrometheusText.number(-.infinity) == "-Inf")
    }

    @Test(arguments: [
        "a 1\n", "# TYPE a gauge\na 1\n", "# HELP a b\n# TYPE a gauge\na x\n",
        "# HELP a b\n# TYPE a gauge\na 1",
        "# HELP a_total b\n# TYPE a_total gauge\na_total 1\n", "# HELP a b\n# TYPE a counter\na 1\n",
        "# HELP a b\n# TYPE a gauge\na 1\na 2\n", "# HELP a b\n# TYPE a gauge\nb 1\n",
    ])
    func theParserIsStrict(_ text: String) {
        #expect(throws: ExpositionFormat.Fault.self) { try ExpositionFormat(text) }
    }
}
