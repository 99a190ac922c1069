import CSndfile

/// A regular file that libsndfile decodes: `sf_open_fd`, `sf_readf_float`, `sf_close`.
@safe struct SndfileSource: ~Copyable {
    let formatName: String
    let rateHz: Int
    let channels: Int
    /// The frames the header promises, where it can be trusted; nil otherwise.
    let promisedFrames: Int?
    /// Whether libsndfile finds not one frame.
    let isEmpty: Bool
    /// Whether the file's end is missing, although nothing says how much of it.
    let breaksOff: Bool

    private let handle: OpaquePointer
    /// Held open as long as the handle reads from it.
    private let descriptor: Descriptor

    /// Opens the file behind `descriptor`, from the descriptor's offset on.
    init(
        _ descriptor: consuming Descriptor, inspection: FileInspection, name: String
    ) throws(AudioFileError) {
        var info = SF_INFO()
        // SAFETY: `info` lives through the call, and the descriptor, which sf_close leaves open (0),
        // lives as long as the handle: they are fields of one value.
        guard let handle = unsafe sf_open_fd(descriptor.raw, CInt(SFM_READ), &info, 0) else {
            throw AudioFileError(name, inspection.refusal)
        }
        unsafe self.handle = handle
        self.descriptor = descriptor
        formatName = describe(format: info.format)
        rateHz = Int(info.samplerate)
        channels = Int(info.channels)
        // FLAC's header counts the frames; other formats' counts are libsndfile's estimates.
        let countsFrames = Int(info.format) & Int(SF_FORMAT_TYPEMASK) == Int(SF_FORMAT_FLAC)
        let counted = info.frames > 0 && info.frames < Int64.max
        promisedFrames = inspection.promisedFrames ?? (countsFrames && counted ? Int(info.frames) : nil)
        isEmpty = info.frames == 0
        breaksOff = inspection.breaksOff
    }

    // SAFETY: the handle is this value's own and is closed once, here.
    deinit { unsafe _ = sf_close(handle) }

    /// Decodes up to `frames` frames; 0 at the end.
    ///
    /// `interleaved` is `[frames][channels]`.
    mutating func read(into interleaved: UnsafeMutableBufferPointer<Float>, frames: Int) -> Int {
        precondition(frames > 0 && frames * channels <= interleaved.count)
        // SAFETY: the buffer holds `frames` frames of this file's channels, checked above.
        return Int(unsafe sf_readf_float(handle, interleaved.baseAddress!, sf_count_t(frames)))
    }

    /// libsndfile's complaint about the file so far; nil when it has none.
    var complaint: String? {
        // SAFETY: the handle is open; sf_strerror returns static text, copied here at once.
        unsafe sf_error(handle) == 0 ? nil : String(cString: sf_strerror(handle))
    }
}

/// The container and the encoding in few words, such as `WAV S16`.
private func describe(format: CInt) -> String {
    let container =
        switch Int(format) & Int(SF_FORMAT_TYPEMASK) {
        case Int(SF_FORMAT_WAV), Int(SF_FORMAT_WAVEX): "WAV"
        case Int(SF_FORMAT_RF64): "RF64"
        case Int(SF_FORMAT_W64): "W64"
        case Int(SF_FORMAT_AIFF): "AIFF"
        case Int(SF_FORMAT_AU): "AU"
        case Int(SF_FORMAT_CAF): "CAF"
        case Int(SF_FORMAT_FLAC): "FLAC"
        case Int(SF_FORMAT_OGG): "OGG"
        case Int(SF_FORMAT_MPEG): "MP3"
        default: "other"
        }
    let encoding =
        switch Int(format) & Int(SF_FORMAT_SUBMASK) {
        case Int(SF_FORMAT_PCM_S8): "S8"
        case Int(SF_FORMAT_PCM_U8): "U8"
        case Int(SF_FORMAT_PCM_16): "S16"
        case Int(SF_FORMAT_PCM_24): "S24"
        case Int(SF_FORMAT_PCM_32): "S32"
        case Int(SF_FORMAT_FLOAT): "FLOAT"
        case Int(SF_FORMAT_DOUBLE): "DOUBLE"
        case Int(SF_FORMAT_ULAW): "ULAW"
        case Int(SF_FORMAT_ALAW): "ALAW"
        case Int(SF_FORMAT_VORBIS): "VORBIS"
        case Int(SF_FORMAT_OPUS): "OPUS"
        case Int(SF_FORMAT_MPEG_LAYER_III): ""
        default: "compressed"
        }
    return encoding.isEmpty ? container : "\(container) \(encoding)"
}
