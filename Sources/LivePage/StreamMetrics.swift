internal import EmotionRecognition
internal import Publishing

/// What `/metrics` tells of a stream: counted from its events, and from nothing else.
struct StreamMetrics {
    /// The upper bounds of the lag's buckets, in seconds.
    private static let lagBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

    private var position = 0.0
    private var last: Estimate?
    private var windows: [AcousticState: Int] = [:]
    private var utterances: [Int: (count: Int, seconds: Double)] = [:]
    private var gaps: [Gap.Cause: (count: Int, seconds: Double)] = [:]
    private var status: Status?
    private var isMicrophoneOpen: Bool?
    /// Lags in each bucket, those above all bounds last.
    private var lags = [Int](repeating: 0, count: lagBounds.count + 1)
    private var lagSum = 0.0

    /// Takes the stream's next event.
    mutating func count(_ event: Event) {
        position = event.t
        switch event.body {
        case .estimate(let estimate, let lag):
            last = estimate
            windows[estimate.state, default: 0] += 1
            if let lag { count(lagSeconds: lag / 1000) }
        case .utterance(let utterance):
            utterances[utterance.emotion, default: (0, 0)].count += 1
            utterances[utterance.emotion, default: (0, 0)].seconds += utterance.end - utterance.start
        case .gap(let gap):
            gaps[gap.cause, default: (0, 0)].count += 1
            gaps[gap.cause, default: (0, 0)].seconds += gap.seconds
            last = nil
        case .device(let change):
            isMicrophoneOpen = change.state != .waiting && change.state != .lost
            if isMicrophoneOpen == false { last = nil }
        case .status(let new): status = new
        case .hello, .error, .end: break
        }
    }

    private mutating func count(lagSeconds: Double) {
        lags[Self.lagBounds.firstIndex { lagSeconds <= $0 } ?? Self.lagBounds.count] += 1
        lagSum += lagSeconds
    }

    /// The page of metrics.
    func text(hello: Hello, pageClients: Int, pageDropped: Int) -> String {
        var out = PrometheusText()
        out.begin(.gauge, "undertone_build_info", "Version, model and stream; always 1.")
        out.sample(
            "undertone_build_info",
            [("version", hello.version), ("model", hello.model.name), ("stream", hello.stream)], 1)
        out.write(
            .gauge, "undertone_microphone_open", "Whether the input delivers audio.",
            (isMicrophoneOpen ?? (hello.input.rateHz != nil)) ? 1 : 0)
        out.write(
            .counter, "undertone_input_seconds_total", "Position in the input, gaps included.", position)
        writeVoice(hello.model.labels, &out)
        writeLosses(&out)
        writeLag(&out)
        out.write(.gauge, "undertone_page_clients", "Readers of the live page's events.", Double(pageClients))
        out.write(
            .counter, "undertone_page_dropped_lines_total", "Lines that slow readers of the page missed.",
            Double(pageDropped))
        writeProcess(&out)
        return out.text
    }

    private func writeVoice(_ labels: [String], _ out: inout PrometheusText) {
        out.write(
            .counter, "undertone_windows_total", "Windows heard, by what they held.", by: "state",
            AcousticState.allCases.map { ($0.rawValue, Double(windows[$0] ?? 0)) })
        out.write(
            .gauge, "undertone_acoustic_state", "1 for what the last window held.", by: "state",
            AcousticState.allCases.map { ($0.rawValue, last?.state == $0 ? 1 : 0) })
        out.write(
            .gauge, "undertone_emotion", "1 for the emotion shown; all 0 outside speech and while undecided.",
            by: "emotion", labels.indices.map { (labels[$0], last?.emotion == $0 ? 1 : 0) })
        if let probs = last?.smoothed {
            out.write(
                .gauge, "undertone_emotion_probability", "Smoothed posterior; absent outside speech.",
                by: "emotion", labels.indices.map { (labels[$0], Double(probs[$0])) })
        }
        if let level = last?.levelDBFS {
            out.write(
                .gauge, "undertone_level_dbfs", "Level of the last window in dB of full scale.", Double(level)
            )
        }
        out.write(
            .counter, "undertone_utterances_total", "Utterances heard, by their emotion.", by: "emotion",
            labels.indices.map { (labels[$0], Double(utterances[$0]?.count ?? 0)) })
        out.write(
            .counter, "undertone_utterance_seconds_total", "Seconds of utterances, by their emotion.",
            by: "emotion", labels.indices.map { (labels[$0], utterances[$0]?.seconds ?? 0) })
    }

    private func writeLosses(_ out: inout PrometheusText) {
        out.write(
            .counter, "undertone_gaps_total", "Times that audio was lost, by cause.", by: "cause",
            Gap.Cause.allCases.map { ($0.rawValue, Double(gaps[$0]?.count ?? 0)) })
        out.write(
            .counter, "undertone_lost_seconds_total", "Seconds of audio lost, by cause.", by: "cause",
            Gap.Cause.allCases.map { ($0.rawValue, gaps[$0]?.seconds ?? 0) })
    }

    private func writeLag(_ out: inout PrometheusText) {
        let name = "undertone_lag_seconds"
        out.begin(.histogram, name, "From the read of a window's last frame to its line.")
        var below = 0
        for (bound, count) in zip(Self.lagBounds + [.infinity], lags) {
            below += count
            out.sample("\(name)_bucket", [("le", PrometheusText.number(bound))], Double(below))
        }
        out.sample("\(name)_sum", [], lagSum)
        out.sample("\(name)_count", [], Double(below))
    }

    /// From the last heartbeat, where there has been one.
    private func writeProcess(_ out: inout PrometheusText) {
        guard let status else { return }
        out.write(.gauge, "undertone_uptime_seconds", "Time since the program started.", status.uptimeSeconds)
        out.write(
            .counter, "undertone_overruns_total", "Overruns of the driver's buffer.", Double(status.overruns))
        if let load = status.load {
            out.write(.gauge, "undertone_load_ratio", "Processing seconds per second of audio.", load)
        }
        out.write(
            .gauge, "process_resident_memory_bytes", "Resident memory in bytes.", Double(status.residentBytes)
        )
    }
}
