import AudioFiles
import Publishing

/// An input taken as fast as it comes, such as files to analyse and standard input.
///
/// One thread; the reader of the lines may keep it waiting.
enum FiniteSession {
    /// The frames taken from the input at a time, where nothing else is asked for.
    static let defaultChunkFrames = 4096

    /// Runs one stream to its end.
    ///
    /// `chunkFrames` frames are taken from the reader at a time; the events do not depend on it. `hearing` is
    /// shown each of them first.
    static func run<Receiver: EventReceiver>(
        _ reader: inout AudioFileReader, model: ModelInUse, hello: Hello, chunkFrames: Int, stop: StopSignal,
        hearing: ((ArraySlice<Float>) -> Void)? = nil, to receiver: Receiver
    ) throws(LineError) -> SessionEnd {
        var stream = SpeechStream(
            model: model.model, rateHz: reader.sampleRateHz, settings: hello.settings, to: receiver)
        try stream.publish(.hello(hello))
        var chunk = [Float](repeating: 0, count: chunkFrames)
        var end = SessionEnd(reason: .eof)
        while true {
            if stop.isRaised {
                end.reason = .signal
                break
            }
            let count: Int
            do throws(AudioFileError) {
                count = try reader.read(into: &chunk)
            } catch {
                end = SessionEnd(reason: .error, failure: "\(error)")
                break
            }
            // A stop also ends the wait for a pipe, which then looks like its end.
            if count == 0 {
                end.reason = stop.isRaised ? .signal : .eof
                break
            }
            hearing?(chunk[..<count])
            try process(chunk, first: count, in: &stream)
        }
        try stream.finish(end.reason)
        return end
    }

    private static func process<Receiver: EventReceiver>(
        _ chunk: [Float], first count: Int, in stream: inout SpeechStream<Receiver>
    ) throws(LineError) {
        try unsafe chunk.withUnsafeBufferPointer { (buffer) throws(LineError) in
            // SAFETY: the reader has just filled the first `count` frames.
            try unsafe stream.process(UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
