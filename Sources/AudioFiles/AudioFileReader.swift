/// Reads a file, or standard input as it comes, as mono samples.
///
/// A regular file goes through libsndfile: WAV, FLAC, Ogg, MP3 and its other formats, any encoding. A pipe
/// carries WAV (linear PCM, also extensible and RF64, with a real or a placeholder length) or raw PCM; it
/// is decoded here, without reading ahead, so that a live writer is heard at its own pace. The same bytes
/// give the same samples either way, to the last bit.
///
/// Integers are scaled to ±1; float files are passed on as they are, and may exceed it. Opening allocates;
/// reading linear PCM does not.
///
/// An input that ends before its header says, or that holds NaN or infinity, delivers what came before and
/// then throws.
public struct AudioFileReader: ~Copyable {
    /// The file as the caller named it.
    public let name: String
    /// Frames a second, 1000 to 1,536,000.
    public let sampleRateHz: Int
    /// The channels of the input, 1 to 1024; what ``read(into:)`` gives is always one.
    public let channels: Int
    /// The container and the encoding, such as `WAV S16`, `FLAC S24`, `MP3`, `RAW FLOAT`.
    public let formatName: String
    /// The frames that the header promises; nil where it promises none or cannot be trusted.
    public let promisedFrames: Int?
    /// The frames read so far.
    public private(set) var position = 0

    /// One of the two is there.
    private var file: SndfileSource?
    private var stream: PCMStream?

    private let downmix: Downmix
    /// `[frames][channels]`, as the source gives them; empty for mono, which is decoded in place.
    private var interleaved: [Float]
    /// What the next read reports: 0 frames, or an error that waits until the samples before it are out.
    private var ending: Ending?

    private enum Ending {
        case end
        case failure(AudioFileError)
    }

    /// Opens a file, or a FIFO, by name.
    ///
    /// - Parameters:
    ///   - path: The file's path.
    ///   - channel: The channel to read, from 1; nil for the mean of all.
    ///   - cancel: A descriptor that ends the wait for a FIFO when it becomes readable, see
    ///     ``init(descriptor:name:channel:cancel:)``.
    /// - Throws: ``AudioFileError``: no such file, a directory, no permission, not audio, no frames…
    public init(path: String, channel: Int? = nil, cancel: Int32? = nil) throws(AudioFileError) {
        try self.init(Descriptor(path: path), name: path, channel: channel, cancel: cancel)
    }

    /// Reads from an open descriptor, which stays the caller's to close.
    ///
    /// Where it leads to a regular file, every format is taken; where it leads to a pipe, WAV. On a pipe
    /// this waits for the header and the first frame, so that an input without audio is refused here.
    ///
    /// - Parameters:
    ///   - descriptor: An open descriptor, such as 0.
    ///   - name: What to call it in errors.
    ///   - channel: The channel to read, from 1; nil for the mean of all.
    ///   - cancel: A descriptor, such as an eventfd's, that ends the input when it becomes readable: waiting
    ///     here throws `cancelled`, waiting in ``read(into:)`` returns 0 as at the end.
    /// - Throws: ``AudioFileError``.
    public init(
        descriptor: Int32, name: String = "stdin", channel: Int? = nil, cancel: Int32? = nil
    ) throws(AudioFileError) {
        try self.init(Descriptor(borrowing: descriptor), name: name, channel: channel, cancel: cancel)
    }

    /// Reads raw PCM, which has no header, from an open descriptor that stays the caller's to close.
    ///
    /// - Parameters:
    ///   - descriptor: An open descriptor, such as 0.
    ///   - format: How a sample is laid out.
    ///   - rateHz: Frames a second, 1000 to 1,536,000.
    ///   - channels: Samples of a frame, 1 to 1024.
    ///   - channel: The channel to read, from 1; nil for the mean of all.
    ///   - name: What to call it in errors.
    ///   - cancel: As in ``init(descriptor:name:channel:cancel:)``.
    /// - Throws: ``AudioFileError``. A last frame that is not whole is left out without an error.
    public init(
        rawPCMFrom descriptor: Int32, format: RawPCMFormat, rateHz: Int, channels: Int, channel: Int? = nil,
        name: String = "stdin", cancel: Int32? = nil
    ) throws(AudioFileError) {
        let descriptor = Descriptor(borrowing: descriptor)
        switch try descriptor.kind(name: name) {
        case .directory: throw AudioFileError(name, .directory)
        case .terminal: throw AudioFileError(name, .terminal)
        case .regular, .stream: break
        }
        let stream = try PCMStream(
            rawFrom: descriptor, format: format, rateHz: rateHz, channels: channels, name: name,
            cancel: cancel)
        try self.init(stream, name: name, channel: channel)
    }

    private init(
        _ descriptor: consuming Descriptor, name: String, channel: Int?, cancel: Int32?
    ) throws(AudioFileError) {
        switch try descriptor.kind(name: name) {
        case .directory: throw AudioFileError(name, .directory)
        case .terminal: throw AudioFileError(name, .terminal)
        case .regular:
            let inspection = try FileInspection(descriptor, name: name)
            if !inspection.isOpenEnded {
                try self.init(
                    SndfileSource(descriptor, inspection: inspection, name: name), name: name,
                    channel: channel)
                return
            }
            // A recording that was never closed: libsndfile takes a length of 0 at its word.
            fallthrough
        case .stream:
            try self.init(
                PCMStream(wavFrom: descriptor, name: name, cancel: cancel), name: name, channel: channel)
        }
    }

    private init(_ file: consuming SndfileSource, name: String, channel: Int?) throws(AudioFileError) {
        guard !file.isEmpty else {
            throw AudioFileError(name, .missingFrames(file.promisedFrames, rateHz: file.rateHz))
        }
        try PCMStream.checkLimits(rateHz: file.rateHz, channels: file.channels, name: name)
        downmix = try Downmix(channel: channel, of: file.channels, name: name)
        self.name = name
        sampleRateHz = file.rateHz
        channels = file.channels
        formatName = file.formatName
        promisedFrames = file.promisedFrames
        interleaved = Self.block(channels: file.channels)
        self.file = consume file
    }

    private init(_ stream: consuming PCMStream, name: String, channel: Int?) throws(AudioFileError) {
        let downmix = try Downmix(channel: channel, of: stream.channels, name: name)
        guard try stream.waitForFrame() else {
            if stream.isCancelled { throw AudioFileError(name, .cancelled) }
            throw AudioFileError(name, .missingFrames(stream.promisedFrames, rateHz: stream.rateHz))
        }
        self.downmix = downmix
        self.name = name
        sampleRateHz = stream.rateHz
        channels = stream.channels
        formatName = stream.formatName
        promisedFrames = stream.promisedFrames
        interleaved = Self.block(channels: stream.channels)
        self.stream = consume stream
    }

    private static func block(channels: Int) -> [Float] {
        channels == 1 ? [] : Array(repeating: 0, count: max(1, 16_384 / channels) * channels)
    }

    /// Reads the next frames to the front of `output`, as mono; returns how many, 0 at the end.
    ///
    /// Fewer than asked for is no sign of the end. A pipe gives what it holds at once, and is waited for
    /// only while it holds nothing; the same error is thrown again by every later read.
    ///
    /// - Precondition: `output` is not empty.
    /// - Throws: ``AudioFileError`` `truncated`, `notFinite`, or the system's.
    public mutating func read(
        into output: UnsafeMutableBufferPointer<Float>
    ) throws(AudioFileError) -> Int {
        precondition(!output.isEmpty, "a read needs room for one frame")
        if let ending { return try report(ending) }
        var count = try unsafe readMono(into: output)
        // SAFETY: count ≤ output.count, as readMono returns no more than it was given room for.
        for index in 0..<count where unsafe !output[index].isFinite {
            ending = .failure(error(.notFinite(frame: position + index, rateHz: sampleRateHz)))
            count = index
            break
        }
        position += count
        if count == 0 {
            if ending == nil { ending = end() }
            return try report(ending!)
        }
        return count
    }

    /// Reads the next frames to the front of `output`; see ``read(into:)-(UnsafeMutableBufferPointer<Float>)``.
    public mutating func read(into output: inout [Float]) throws(AudioFileError) -> Int {
        try unsafe output.withUnsafeMutableBufferPointer { (buffer) throws(AudioFileError) in
            // SAFETY: the buffer is the array's own and does not leave the closure.
            try unsafe read(into: buffer)
        }
    }

    /// As ``read(into:)``, without a look at the samples or at the end.
    private mutating func readMono(
        into output: UnsafeMutableBufferPointer<Float>
    ) throws(AudioFileError) -> Int {
        if channels == 1 {
            return try unsafe Self.decode(
                into: output, frames: output.count, file: &file, stream: &stream)
        }
        let frames = min(output.count, interleaved.count / channels)
        let count = try Self.decode(into: &interleaved, frames: frames, file: &file, stream: &stream)
        unsafe downmix.apply(interleaved, frames: count, to: output)
        return count
    }

    private static func decode(
        into block: inout [Float], frames: Int, file: inout SndfileSource?, stream: inout PCMStream?
    ) throws(AudioFileError) -> Int {
        try unsafe block.withUnsafeMutableBufferPointer { (buffer) throws(AudioFileError) in
            // SAFETY: the buffer is the array's own and does not leave the closure.
            try unsafe decode(into: buffer, frames: frames, file: &file, stream: &stream)
        }
    }

    private static func decode(
        into block: UnsafeMutableBufferPointer<Float>, frames: Int, file: inout SndfileSource?,
        stream: inout PCMStream?
    ) throws(AudioFileError) -> Int {
        // SAFETY: both check that `frames` frames fit the block.
        if let count = unsafe file?.read(into: block, frames: frames) { return count }
        return try unsafe stream!.read(into: block, frames: frames)
    }

    /// What lies behind the last sample: the end, or a piece that is missing.
    private mutating func end() -> Ending {
        if stream?.isCancelled == true { return .end }
        let isShort = promisedFrames.map { position < $0 } ?? false
        if isShort || file?.breaksOff == true {
            return .failure(
                error(.truncated(frames: position, promised: promisedFrames, rateHz: sampleRateHz)))
        }
        if let complaint = file?.complaint { return .failure(error(.malformed(complaint))) }
        return .end
    }

    private func report(_ ending: Ending) throws(AudioFileError) -> Int {
        switch ending {
        case .end: return 0
        case .failure(let error): throw error
        }
    }

    private func error(_ reason: AudioFileError.Reason) -> AudioFileError { AudioFileError(name, reason) }
}
