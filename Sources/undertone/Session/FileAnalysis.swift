import AudioFiles
import EmotionRecognition
import Glibc
import Publishing

/// Several files analysed at the same time, as many as there are processors.
struct FileAnalysis: Sendable {
    let files: [String]
    let channel: Int?
    let isSummary: Bool
    let settings: Hello.Settings
    let chunkFrames: Int
    let model: ModelInUse
    let stop: StopSignal
    /// Files to be written beside the lines of the one file that is analysed.
    var exports = RecordingExports()

    /// Analyses and prints; returns whether every file went well.
    func run(to writer: LineWriter) throws(LineError) -> Bool {
        let lines = OrderedLines(count: files.count)
        let next = Monitor(0)
        for _ in 0..<min(files.count, Self.processorCount) {
            startThread {
                while let index = Self.take(next, below: files.count) {
                    lines.finish(index, failure: analyze(files[index], to: lines.sink(index)))
                }
            }
        }
        do throws(LineError) {
            return try lines.printAll(to: writer) { Terminal.complain($0) }
        } catch {
            guard error == .readerGone, !exports.isEmpty else { throw error }
            // Nobody reads the lines any more; the files are still wanted.
            return try lines.printAll(to: nil) { Terminal.complain($0) }
        }
    }

    /// Analyses one file; returns what went wrong with it.
    private func analyze(_ path: String, to sink: StreamSink) -> String? {
        if stop.isRaised { return nil }
        do throws(AudioFileError) {
            var reader = try AudioFileReader(path: path, channel: channel, cancel: stop.descriptor)
            let hello = Hello(model, input: Hello.Input(.file, reader), settings: settings)
            return run(&reader, hello, to: sink)
        } catch {
            return error.reason == .cancelled ? nil : "\(error)"
        }
    }

    private func run(_ reader: inout AudioFileReader, _ hello: Hello, to sink: StreamSink) -> String? {
        if isSummary {
            let summary = ClipSummary(file: reader.name, labels: model.model.labels, to: sink)
            return run(&reader, hello, to: summary)
        }
        return run(&reader, hello, to: EventPublisher(labels: model.model.labels, to: sink))
    }

    private func run<Receiver: EventReceiver>(
        _ reader: inout AudioFileReader, _ hello: Hello, to receiver: Receiver
    ) -> String? {
        // Writing into memory does not fail; what the writer meets ends the program.
        if exports.isEmpty {
            return try? FiniteSession.run(
                &reader, model: model, hello: hello, chunkFrames: chunkFrames, stop: stop, to: receiver
            ).failure
        }
        let recording = Recording(name: reader.name, rateHz: reader.sampleRateHz, model: hello.model)
        let failure = try? FiniteSession.run(
            &reader, model: model, hello: hello, chunkFrames: chunkFrames, stop: stop,
            hearing: { recording.hear($0) }, to: RecordingReceiver(base: receiver, recording: recording)
        ).failure
        let failures = [failure, exports.write(recording)].compactMap(\.self)
        return failures.isEmpty ? nil : failures.joined(separator: "; ")
    }

    /// The next file to be analysed; the first ones first, so that the one being printed always proceeds.
    private static func take(_ next: Monitor<Int>, below count: Int) -> Int? {
        next.withLock { next in
            guard next < count else { return nil }
            defer { next += 1 }
            return next
        }
    }

    private static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
