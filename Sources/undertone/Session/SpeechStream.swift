import AudioFiles
import EmotionRecognition
import Publishing

/// One stream: the frames of an input go in, its events come out.
///
/// The way of a sample from the source to the line: resampler, recogniser, publisher. The same for every kind
/// of input, so that a file analysed and a file listened to say the same.
struct SpeechStream<Receiver: EventReceiver>: ~Copyable {
    /// What the recogniser found, and where a heartbeat fell between.
    private enum Finding {
        case recognition(Recognition)
        case heartbeat(at: Double, stateNorm: Double)
    }

    private var resampler: Resampler
    private var recognizer: Recognizer
    private var receiver: Receiver
    private var timeline: Timeline
    private var heartbeat: Heartbeat
    private var statistics: StreamStatistics
    /// nil when the input is not paced.
    private var lag: LagMeter?
    /// Kept between calls for its memory.
    private var findings: [Finding] = []

    /// A stream that has said nothing yet.
    init(
        model: SpeechEmotionModel, rateHz: Int, settings: Hello.Settings, feed: (any LiveFeed)? = nil,
        isPaced: Bool = false, to receiver: Receiver
    ) {
        resampler = Resampler(inputRateHz: rateHz)
        recognizer = Recognizer(model: model, hopSeconds: settings.everySeconds)
        self.receiver = receiver
        timeline = Timeline(rateHz: rateHz)
        heartbeat = Heartbeat(everySeconds: settings.statusEverySeconds)
        statistics = StreamStatistics(feed: feed)
        lag = isPaced ? LagMeter(scheduledRateHz: feed?.isScheduled == true ? rateHz : nil) : nil
    }

    /// The input's position, in seconds.
    var seconds: Double { timeline.seconds }

    /// Audio still to come before the next estimate, in seconds.
    var secondsToEstimate: Double { recognizer.secondsToEstimate }

    /// Publishes an event that is not the recogniser's, at the last position processed.
    mutating func publish(_ body: Event.Body) throws(LineError) {
        try receiver.publish(body, at: recognizer.position)
    }

    /// What has happened so far, in words.
    var statisticsText: String {
        statistics.text(at: timeline.seconds)
    }

    /// Beats at another interval from the next heartbeat on.
    mutating func changeHeartbeat(everySeconds: Double) {
        heartbeat = Heartbeat(everySeconds: everySeconds)
        heartbeat.advance(past: recognizer.position)
    }

    /// Publishes a `status` out of turn, when no audio comes that could bring it.
    mutating func beat() throws(LineError) {
        try publish(.status(statistics.status(at: timeline.seconds, stateNorm: recognizer.stateNorm)))
    }

    // MARK: - Audio

    /// Takes mono frames at the input's rate.
    ///
    /// `readAt` is when the read that brought them returned, in nanoseconds since boot; nil when the input is
    /// not paced.
    mutating func process(_ frames: UnsafeBufferPointer<Float>, readAt: UInt64? = nil) throws(LineError) {
        timeline.advance(frames.count)
        if let readAt { lag?.note(endFrame: timeline.frames, readAt: readAt) }
        unsafe Self.recognize(frames, &resampler, &recognizer, &heartbeat, &findings)
        try publishFindings()
    }

    /// So many input frames were lost after the last one taken.
    mutating func lose(frames: Int, cause: Gap.Cause) throws(LineError) {
        try interrupt()
        let gap = Gap(start: timeline.seconds, frames: frames, rateHz: timeline.rateHz, cause: cause)
        timeline.advance(frames)
        statistics.count(gap)
        recognizer.gap(endingAt: timeline.seconds) { _ in }
        heartbeat.advance(past: gap.end)
        try receiver.publish(.gap(gap), at: gap.end)
    }

    /// The input is interrupted here: closes speech in progress and begins afresh at the same position.
    mutating func interrupt() throws(LineError) {
        let start = timeline.seconds
        Self.drain(&resampler, &recognizer, &heartbeat, &findings)
        recognizer.gap(endingAt: start) { recognition in
            guard case .utterance(var utterance) = recognition else { return }
            // Resampled audio may end a fraction of a sample beside the input.
            utterance.decidedAt = start
            utterance.end = min(utterance.end, start)
            findings.append(.recognition(.utterance(utterance)))
        }
        resampler.reset()
        try publishFindings()
    }

    /// The input goes on from another device, or at another rate.
    mutating func change(rateHz: Int, feed: any LiveFeed) {
        if rateHz != timeline.rateHz {
            resampler = Resampler(inputRateHz: rateHz)
            timeline.changeRate(rateHz)
        }
        // Where frames are counted from may have moved with the rate.
        lag?.removeAll()
        statistics.change(feed)
    }

    /// Ends the stream: what was held back is processed, speech in progress closed, `end` published.
    mutating func finish(_ reason: End.Reason) throws(LineError) {
        Self.drain(&resampler, &recognizer, &heartbeat, &findings)
        recognizer.finish { findings.append(.recognition($0)) }
        try publishFindings()
        try receiver.publish(.end(End(reason: reason, seconds: timeline.seconds)), at: recognizer.position)
    }

    // MARK: - The parts, each taken by itself because a closure cannot hold all of self

    private static func recognize(
        _ frames: UnsafeBufferPointer<Float>, _ resampler: inout Resampler, _ recognizer: inout Recognizer,
        _ heartbeat: inout Heartbeat, _ findings: inout [Finding]
    ) {
        unsafe resampler.process(frames) { piece in
            unsafe feed(piece.span, &recognizer, &heartbeat, &findings)
        }
    }

    private static func drain(
        _ resampler: inout Resampler, _ recognizer: inout Recognizer, _ heartbeat: inout Heartbeat,
        _ findings: inout [Finding]
    ) {
        unsafe resampler.flush { piece in unsafe feed(piece.span, &recognizer, &heartbeat, &findings) }
    }

    /// Takes samples of 16 kHz, and stops at each heartbeat.
    ///
    /// A heartbeat waits for the sample after it, because at its own position an utterance may yet end, and
    /// an utterance precedes it.
    private static func feed(
        _ samples: Span<Float>, _ recognizer: inout Recognizer, _ heartbeat: inout Heartbeat,
        _ findings: inout [Finding]
    ) {
        var offset = 0
        while offset < samples.count {
            let left = heartbeat.samplesLeft(at: recognizer.position)
            guard left > 0 else {
                findings.append(.heartbeat(at: recognizer.position, stateNorm: recognizer.stateNorm))
                heartbeat.advance(past: recognizer.position)
                continue
            }
            let end = min(offset + left, samples.count)
            recognizer.process(samples.extracting(offset..<end)) { findings.append(.recognition($0)) }
            offset = end
        }
    }

    private mutating func publishFindings() throws(LineError) {
        for index in findings.indices {
            switch findings[index] {
            case .recognition(.estimate(let estimate)):
                let body = Event.Body.estimate(estimate, lagMilliseconds: lagMilliseconds(at: estimate.end))
                try receiver.publish(body, at: estimate.end)
            case .recognition(.utterance(let utterance)):
                try receiver.publish(.utterance(utterance), at: utterance.decidedAt)
            case .heartbeat(let t, let stateNorm):
                try receiver.publish(.status(statistics.status(at: t, stateNorm: stateNorm)), at: t)
            }
        }
        findings.removeAll(keepingCapacity: true)
    }

    /// How long ago the last frame before `t` came.
    private func lagMilliseconds(at t: Double) -> Double? {
        guard let arrival = lag?.arrival(of: timeline.lastFrame(before: t)) else { return nil }
        return (Double(ProcessStatistics.bootNanoseconds) - arrival) * 1e-6
    }
}
