import AudioFiles
import CSndfile
import Glibc

/// A folder for one test's files, gone with the test.
final class TemporaryFolder {
    let path: String
    /// What lies in it, as far as it was written here.
    private var names: Set<String> = []

    init() {
        var template = Array("/tmp/undertone-audio-XXXXXX".utf8CString)
        // SAFETY: mkdtemp writes into the terminated template it is given.
        path = unsafe String(cString: mkdtemp(&template)!)
    }

    deinit {
        for name in names { unsafe _ = unlink(file(name)) }
        unsafe _ = rmdir(path)
    }

    /// The path of `name` in this folder.
    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file of the given bytes and returns its path.
    func write(_ bytes: [UInt8], to name: String) -> String {
        names.insert(name)
        let path = file(name)
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        precondition(descriptor >= 0)
        writeAll(bytes, to: descriptor)
        close(descriptor)
        return path
    }

    /// Writes `interleaved` with libsndfile in the given `SF_FORMAT_…` and returns the path.
    func encode(
        _ interleaved: [Float], to name: String, format: Int, rateHz: Int = 16_000, channels: Int = 1
    ) -> String {
        names.insert(name)
        let path = file(name)
        var info = SF_INFO()
        info.samplerate = CInt(rateHz)
        info.channels = CInt(channels)
        info.format = CInt(format)
        let handle = unsafe sf_open(path, CInt(SFM_WRITE), &info)
        unsafe precondition(handle != nil, "libsndfile cannot write \(name)")
        unsafe _ = sf_command(handle, CInt(SFC_SET_CLIPPING), nil, 1)
        let frames = sf_count_t(interleaved.count / channels)
        let written = unsafe sf_writef_float(handle, interleaved, frames)
        unsafe _ = sf_close(handle)
        precondition(written == frames, "libsndfile cannot write \(name)")
        return path
    }
}

/// The bytes of a file.
func contents(of path: String) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY)
    precondition(descriptor >= 0)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    let got = unsafe pread(descriptor, &bytes, bytes.count, 0)
    precondition(got == bytes.count)
    return bytes
}

/// Writes every byte; a reader that has gone away ends it.
func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) {
    let bytes = Array(bytes)
    var done = 0
    while done < bytes.count {
        let n = unsafe bytes.withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress! + done, $0.count - done)
        }
        if n < 0 && errno == EINTR { continue }
        if n < 0 { return }
        done += n
    }
}

/// A repeatable signal in ±0.9 whose every sample differs: uniform noise by xorshift.
func noise(_ count: Int, seed: UInt64 = 1) -> [Float] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31 * 0.9
    }
}

/// A sine of amplitude 0.5.
func tone(_ frequencyHz: Double, rateHz: Double, count: Int) -> [Float] {
    (0..<count).map { Float(0.5 * sin(2 * .pi * frequencyHz * Double($0) / rateHz)) }
}

/// Root mean square.
func rms(_ samples: some Collection<Float>) -> Double {
    (samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(samples.count, 1))).squareRoot()
}

/// The bytes of `value`, little-endian, `width` of them.
func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// A hand-made RIFF chunk; `size` overrides the true length, as a placeholder does.
func chunk(_ id: String, _ body: [UInt8], size: Int? = nil) -> [UInt8] {
    Array(id.utf8) + little(size ?? body.count, 4) + body + (body.count % 2 == 1 ? [0] : [])
}

/// The body of a fmt chunk.
func formatBody(tag: Int = 1, channels: Int = 1, rateHz: Int = 16_000, bits: Int = 16) -> [UInt8] {
    let block = channels * ((bits + 7) / 8)
    return little(tag, 2) + little(channels, 2) + little(rateHz, 4) + little(rateHz * block, 4)
        + little(block, 2) + little(bits, 2)
}

/// A hand-made WAV around `data`: `size` is what its data chunk claims.
func wav(
    _ data: [UInt8], size: Int? = nil, format: [UInt8] = formatBody(), extra: [UInt8] = [],
    riffSize: Int = 0xFFFF_FFFF, id: String = "RIFF"
) -> [UInt8] {
    Array(id.utf8) + little(riffSize, 4) + Array("WAVE".utf8) + (id == "RF64" ? extra : [])
        + chunk("fmt ", format) + (id == "RF64" ? [] : extra) + chunk("data", data, size: size)
}

/// 16-bit samples as bytes.
func s16(_ samples: [Float]) -> [UInt8] {
    samples.flatMap { little(Int(($0 * 32_767).rounded()), 2) }
}

/// What a reader gave before it ended, and how it ended.
struct Heard: Equatable {
    var samples: [Float] = []
    var error: AudioFileError?
}

/// Reads to the end in blocks of `block` frames.
func readAll(_ reader: inout AudioFileReader, block: Int = 4096) -> Heard {
    var heard = Heard()
    var buffer = [Float](repeating: 0, count: block)
    do throws(AudioFileError) {
        while true {
            let count = try reader.read(into: &buffer)
            if count == 0 { return heard }
            heard.samples += buffer[..<count]
        }
    } catch {
        heard.error = error
        return heard
    }
}

/// Opens `path` and reads it to the end; an error on opening counts as one without samples.
func readAll(path: String, channel: Int? = nil, block: Int = 4096) -> Heard {
    do throws(AudioFileError) {
        var reader = try AudioFileReader(path: path, channel: channel)
        return readAll(&reader, block: block)
    } catch {
        return Heard(error: error)
    }
}
