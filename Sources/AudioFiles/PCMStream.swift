/// Linear PCM from a pipe, with a WAV header before it or with none at all.
///
/// Decoded here and not by libsndfile: see ``WAVHeader``.
struct PCMStream: ~Copyable {
    /// The encoding's name, after `WAV`, `RF64` or `RAW`.
    let formatName: String
    let rateHz: Int
    let channels: Int
    /// The frames that a header promised; nil where none did: until the pipe ends.
    let promisedFrames: Int?

    private var source: StreamBytes
    private let encoding: SampleEncoding
    private var framesRead = 0

    private var frameByteCount: Int { encoding.byteCount * channels }

    /// Reads a WAV header from a pipe; blocks until it is whole.
    init(wavFrom descriptor: consuming Descriptor, name: String, cancel: Int32?) throws(AudioFileError) {
        var source = StreamBytes(descriptor, name: name, cancel: cancel)
        let start = try source.take(12)
        guard !source.isCancelled else { throw AudioFileError(name, .cancelled) }
        guard WAVHeader.matches(start) else { throw AudioFileError(name, Signature(start).refusalOnPipe) }
        let header: WAVHeader
        do {
            header = try WAVHeader(after: start, from: &source, name: name)
        } catch {
            throw source.isCancelled ? AudioFileError(name, .cancelled) : error
        }
        guard let encoding = header.encoding else {
            throw AudioFileError(name, .unsupported("WAV encoding \(header.formatTag) on a pipe"))
        }
        try Self.checkLimits(rateHz: header.rateHz, channels: header.channels, name: name)
        self.formatName = "\(header.container) \(encoding.rawValue)"
        self.rateHz = header.rateHz
        self.channels = header.channels
        self.promisedFrames = header.dataByteCount.map { $0 / header.blockAlign }
        self.encoding = encoding
        self.source = source
    }

    /// Raw PCM, described by the caller.
    init(
        rawFrom descriptor: consuming Descriptor, format: RawPCMFormat, rateHz: Int, channels: Int,
        name: String, cancel: Int32?
    ) throws(AudioFileError) {
        try Self.checkLimits(rateHz: rateHz, channels: channels, name: name)
        self.formatName = "RAW \(format.encoding.rawValue)"
        self.rateHz = rateHz
        self.channels = channels
        self.promisedFrames = nil
        self.encoding = format.encoding
        self.source = StreamBytes(descriptor, name: name, cancel: cancel)
    }

    /// Refuses what no sound card records and no resampler should be asked for.
    static func checkLimits(rateHz: Int, channels: Int, name: String) throws(AudioFileError) {
        guard (1000...1_536_000).contains(rateHz) else {
            throw AudioFileError(name, .unsupported("a rate of \(rateHz) Hz"))
        }
        // libsndfile's own limit, so that a file and a pipe take the same.
        guard (1...1024).contains(channels) else {
            throw AudioFileError(name, .unsupported("a count of \(channels) channels"))
        }
    }

    /// Waits until a whole frame is there; false where the audio ends instead.
    mutating func waitForFrame() throws(AudioFileError) -> Bool {
        if let promisedFrames, framesRead == promisedFrames { return false }
        while source.available < frameByteCount {
            guard try source.fill() else { return false }
        }
        return true
    }

    /// Whether the caller has ended the stream through the cancel descriptor.
    var isCancelled: Bool { source.isCancelled }

    /// Decodes what is there, at least one frame and at most `frames`; 0 at the end.
    ///
    /// `interleaved` is `[frames][channels]`.
    mutating func read(
        into interleaved: UnsafeMutableBufferPointer<Float>, frames: Int
    ) throws(AudioFileError) -> Int {
        guard try waitForFrame() else { return 0 }
        var count = min(frames, source.available / frameByteCount)
        if let promisedFrames { count = min(count, promisedFrames - framesRead) }
        // SAFETY: decode checks that its samples fit the buffer.
        unsafe encoding.decode(source.bytes, from: source.start, count: count * channels, into: interleaved)
        source.consume(count * frameByteCount)
        framesRead += count
        return count
    }
}
