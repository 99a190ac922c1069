import Glibc

/// A folder that goes with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        var name = Array("/tmp/undertone-bench-XXXXXX".utf8CString)
        // SAFETY: a NUL-terminated template, changed in place.
        guard unsafe mkdtemp(&name) != nil else {
            throw BenchmarkFailure("no temporary folder: errno \(errno)")
        }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // SAFETY: NUL-terminated copies that outlive the calls.
        unsafe unlink(path + "/voice.wav")
        unsafe unlink(path + "/socket")
        unsafe rmdir(path)
    }

    /// Writes 16 kHz mono, 16 bit.
    func writeWAV(_ samples: [Float]) throws -> String {
        func bytes<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
            (0..<Integer.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Integer(8 * $0)) }
        }
        var wav = Array("RIFF".utf8) + bytes(UInt32(36 + 2 * samples.count)) + Array("WAVEfmt ".utf8)
        wav += bytes(UInt32(16)) + bytes(UInt16(1)) + bytes(UInt16(1)) + bytes(UInt32(16000))
        wav += bytes(UInt32(32000)) + bytes(UInt16(2)) + bytes(UInt16(16))
        wav += Array("data".utf8) + bytes(UInt32(2 * samples.count))
        for sample in samples { wav += bytes(Int16(sample * 32000)) }
        let file = path + "/voice.wav"
        // SAFETY: the path is passed as a NUL-terminated copy; the slice lies within `wav`.
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        var written = 0
        while written < wav.count {
            let count = unsafe wav.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            guard count > 0 else { throw BenchmarkFailure("cannot write \(file): errno \(errno)") }
            written += count
        }
        return file
    }
}
