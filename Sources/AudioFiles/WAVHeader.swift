/// The header of a WAV stream, from `RIFF` to the first byte of audio.
///
/// Ours and not libsndfile's, for three reasons, seen with 1.2. On a pipe, a read of libsndfile's waits until
/// every frame asked for has come (4096 at 16 kHz: 0.26 s late), and a length of 0 means no frames at all. In
/// a file cut short it lowers the length without a word, so that only a second look can tell.
///
/// The header is a stranger's: every size is bounded before it is used, nothing is allocated in
/// proportion to one, and arithmetic cannot overflow (sizes are below 2^63 when added).
///
/// Source: Multimedia Programming Interface and Data Specifications 1.0 (RIFF), EBU Tech 3306 (RF64),
/// the WAVEFORMATEXTENSIBLE documentation.
struct WAVHeader: Equatable {
    /// `WAV` or `RF64`.
    var container: String
    /// nil for a codec, which only libsndfile decodes.
    var encoding: SampleEncoding?
    /// The format tag, of the extension where there is one.
    var formatTag: Int
    var rateHz: Int
    var channels: Int
    /// Bytes of one frame.
    var blockAlign: Int
    /// Bytes of audio promised; nil for a placeholder, which means until the stream ends.
    var dataByteCount: Int?

    /// The least data length that is a placeholder.
    ///
    /// sox writes 0x7FFFF000, arecord 0x80000000,
    /// ffmpeg 0xFFFFFFFF. 0 is one too.
    static let placeholder = 0x7FFF_0000
    /// The most bytes before the audio: far more than any cover picture, and an end to a hostile stream.
    static let longestHeader = 1 << 28

    /// Whether `bytes`, the first twelve, begin a little-endian WAV stream.
    static func matches(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 12 && (bytes.starts(with: "RIFF".utf8) || bytes.starts(with: "RF64".utf8))
            && bytes[8..<12].elementsEqual("WAVE".utf8)
    }

    /// Reads the chunks that follow `start`, the first twelve bytes, up to the first byte of audio.
    ///
    /// - Throws: ``AudioFileError`` `malformed` or `unsupported`, or what the source throws.
    init<Source: ByteSource & ~Copyable>(
        after start: [UInt8], from source: inout Source, name: String
    ) throws(AudioFileError) {
        precondition(Self.matches(start))
        let isRF64 = start[1] == UInt8(ascii: "F")
        var format: [UInt8]?
        var longDataSize: Int?
        var read = start.count
        while true {
            let head = try source.take(8)
            guard head.count == 8 else { throw AudioFileError(name, .malformed("its header breaks off")) }
            let size = head.number(4, 4)
            if head.starts(with: "data".utf8) {
                guard let format else { throw AudioFileError(name, .malformed("no fmt chunk before data")) }
                let isShort = size > 0 && size < Self.placeholder
                let length = isRF64 && size == 0xFFFF_FFFF ? longDataSize : isShort ? size : nil
                try self.init(
                    format: format, container: isRF64 ? "RF64" : "WAV", dataByteCount: length, name: name)
                return
            }
            // Chunks are padded to an even length; the pad is not counted in the size.
            var left = size + size & 1
            read += 8 + left
            guard read <= Self.longestHeader else {
                throw AudioFileError(name, .malformed("no audio in the first \(Self.longestHeader >> 20) MB"))
            }
            if head.starts(with: "fmt ".utf8) || head.starts(with: "ds64".utf8) {
                let body = try source.take(min(left, 64))
                left -= body.count
                if head[0] == UInt8(ascii: "f") { format = body } else { longDataSize = body.longDataSize }
            }
            guard try source.skip(left) else {
                throw AudioFileError(name, .malformed("its header breaks off"))
            }
        }
    }

    /// Interprets the body of a `fmt ` chunk.
    private init(
        format: [UInt8], container: String, dataByteCount: Int?, name: String
    ) throws(AudioFileError) {
        guard format.count >= 16 else { throw AudioFileError(name, .malformed("its fmt chunk is too short")) }
        var tag = format.number(0, 2)
        if tag == 0xFFFE {
            guard format.count >= 40 else {
                throw AudioFileError(name, .malformed("its extensible fmt chunk is too short"))
            }
            tag = format.number(24, 2)
        }
        self.container = container
        self.dataByteCount = dataByteCount
        formatTag = tag
        channels = format.number(2, 2)
        rateHz = format.number(4, 4)
        blockAlign = format.number(12, 2)
        let bits = format.number(14, 2)
        guard channels > 0, blockAlign > 0, rateHz > 0 else {
            throw AudioFileError(name, .malformed("its header names 0 channels, 0 Hz or empty frames"))
        }
        // 24 bits in four bytes stand in the upper three: the container alone decides the scale.
        let width = blockAlign % channels == 0 ? blockAlign / channels : 0
        guard (1...8 * max(width, 1)).contains(bits) else { return }
        switch (tag, width) {
        case (1, 1): encoding = .u8
        case (1, 2): encoding = .s16
        case (1, 3): encoding = .s24
        case (1, 4): encoding = .s32
        case (3, 4): encoding = .float
        case (3, 8): encoding = .double
        default: encoding = nil
        }
    }
}

extension [UInt8] {
    /// The unsigned little-endian number of `width` bytes at `offset`.
    ///
    /// - Precondition: the bytes are there, and width ≤ 4.
    fileprivate func number(_ offset: Int, _ width: Int) -> Int {
        var value = 0
        for index in 0..<width { value |= Int(self[offset + index]) << (8 * index) }
        return value
    }

    /// The data length of a `ds64` chunk's body; nil when it is missing, a placeholder or beyond reason.
    fileprivate var longDataSize: Int? {
        guard count >= 16 else { return nil }
        let high = number(12, 4)
        // 2^56 bytes: a length above is no length, and sums stay far from overflow.
        guard high < 1 << 24 else { return nil }
        let size = high << 32 | number(8, 4)
        return size == 0 ? nil : size
    }
}
