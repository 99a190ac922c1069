/// Whole files at once, for the trainer and for tests.
public enum AudioFile {
    /// Reads a whole file as mono samples at its own rate.
    ///
    /// - Parameters:
    ///   - path: The file's path.
    ///   - channel: The channel to read, from 1; nil for the mean of all.
    /// - Returns: The samples, float files' as they are and integers scaled to ±1, and their rate.
    /// - Throws: ``AudioFileError``, also where the file breaks off: half a clip is no training example.
    public static func load(
        path: String, channel: Int? = nil
    ) throws(AudioFileError) -> (samples: [Float], rateHz: Int) {
        var reader = try AudioFileReader(path: path, channel: channel)
        var samples: [Float] = []
        // A promise saves copies, but is not trusted with more than ten minutes of memory.
        samples.reserveCapacity(min(reader.promisedFrames ?? 0, 600 * 48_000))
        var block = [Float](repeating: 0, count: 16_384)
        while true {
            let count = try reader.read(into: &block)
            if count == 0 { return (samples, reader.sampleRateHz) }
            samples += block[..<count]
        }
    }

    /// Reads a whole file as mono samples at 16 kHz, the same that ``Resampler`` gives in a stream.
    ///
    /// - Parameters:
    ///   - path: The file's path.
    ///   - channel: The channel to read, from 1; nil for the mean of all.
    /// - Returns: round(n · 16000 / rate) samples for a file of n frames.
    /// - Throws: ``AudioFileError``, as ``load(path:channel:)`` does.
    public static func load16kHz(path: String, channel: Int? = nil) throws(AudioFileError) -> [Float] {
        let (samples, rateHz) = try load(path: path, channel: channel)
        return Resampler.convert(
            samples, fromHz: Double(rateHz), toHz: Double(Resampler.outputRateHz))
    }
}
