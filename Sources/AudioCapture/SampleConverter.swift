internal import Glibc

/// Turns a device's interleaved frames into mono floats in ±1.
///
/// Integers are divided by the power of two of their width, so that 16 and 24 bits come through bit-exactly.
/// Not-a-number and infinity, which only a float device can deliver, become 0. The mix is the mean of all
/// channels.
struct SampleConverter {
    let format: PCMFormat
    let channels: Int
    /// The channel to take, from 0; nil for the mean of all.
    let channel: Int?

    /// Bytes from one frame to the next.
    var bytesPerFrame: Int { format.bytesPerSample * channels }

    /// Converts `frames` frames.
    ///
    /// Shapes: `bytes` [frames][channels], `mono` [frames].
    func convert(_ bytes: [UInt8], frames: Int, into mono: inout [Float]) {
        precondition(bytes.count >= frames * bytesPerFrame && mono.count >= frames)
        var mono = mono.mutableSpan
        // SAFETY: the precondition keeps every load below in bounds.
        unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return }
            switch format {
            case .float32: unsafe convert(base, frames, &mono) { unsafe Self.float32($0) }
            case .signed32: unsafe convert(base, frames, &mono) { unsafe Self.signed32($0) }
            case .signed24: unsafe convert(base, frames, &mono) { unsafe Self.signed24($0) }
            case .signed24Packed: unsafe convert(base, frames, &mono) { unsafe Self.signed24Packed($0) }
            case .signed16: unsafe convert(base, frames, &mono) { unsafe Self.signed16($0) }
            }
        }
    }

    /// The same for one format, whose `decode` is inlined.
    @inline(__always)
    private func convert(
        _ base: UnsafeRawPointer, _ frames: Int, _ mono: inout MutableSpan<Float>,
        _ decode: (UnsafeRawPointer) -> Float
    ) {
        let width = format.bytesPerSample
        for frame in 0..<frames {
            let start = unsafe base + frame * bytesPerFrame
            if let channel {
                mono[frame] = unsafe decode(start + channel * width)
            } else {
                var sum: Float = 0
                for index in 0..<channels { sum += unsafe decode(start + index * width) }
                mono[frame] = sum / Float(channels)
            }
        }
    }

    /// Whether any of `frames` frames differs in one channel, from 0, from the first of them by more than a
    /// millionth of full scale: more than the rounding of a float, less than the last bit of 16.
    func moves(_ bytes: [UInt8], frames: Int, channel: Int) -> Bool {
        precondition(bytes.count >= frames * bytesPerFrame && channel < channels)
        // SAFETY: the precondition keeps every load below in bounds.
        return unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return false }
            let start = unsafe base + channel * format.bytesPerSample
            switch format {
            case .float32: return unsafe moves(start, frames) { unsafe Self.float32($0) }
            case .signed32: return unsafe moves(start, frames) { unsafe Self.signed32($0) }
            case .signed24: return unsafe moves(start, frames) { unsafe Self.signed24($0) }
            case .signed24Packed: return unsafe moves(start, frames) { unsafe Self.signed24Packed($0) }
            case .signed16: return unsafe moves(start, frames) { unsafe Self.signed16($0) }
            }
        }
    }

    /// The same for one format: it ends at the first sample that differs, the second one as a rule.
    @inline(__always)
    private func moves(_ start: UnsafeRawPointer, _ frames: Int, _ decode: (UnsafeRawPointer) -> Float)
        -> Bool
    {
        let first = unsafe decode(start)
        for frame in 1..<max(frames, 1) {
            let sample = unsafe decode(start + frame * bytesPerFrame)
            if (sample - first).magnitude > 0x1p-20 { return true }
        }
        return false
    }

    // One sample of each format, little endian, at any alignment.

    @inline(__always)
    private static func float32(_ sample: UnsafeRawPointer) -> Float {
        let value = unsafe Float(bitPattern: word(sample))
        return value.isFinite ? value : 0
    }

    @inline(__always)
    private static func signed32(_ sample: UnsafeRawPointer) -> Float {
        unsafe Float(Int32(bitPattern: word(sample))) * 0x1p-31
    }

    @inline(__always)
    private static func signed24(_ sample: UnsafeRawPointer) -> Float {
        // The fourth byte is undefined: shifted out, and the sign back in.
        unsafe Float((Int32(bitPattern: word(sample)) << 8) >> 8) * 0x1p-23
    }

    @inline(__always)
    private static func signed24Packed(_ sample: UnsafeRawPointer) -> Float {
        let low = UInt32(unsafe sample.load(as: UInt8.self))
        let middle = UInt32(unsafe sample.load(fromByteOffset: 1, as: UInt8.self))
        let high = UInt32(unsafe sample.load(fromByteOffset: 2, as: UInt8.self))
        return Float(Int32(bitPattern: high << 24 | middle << 16 | low << 8) >> 8) * 0x1p-23
    }

    @inline(__always)
    private static func signed16(_ sample: UnsafeRawPointer) -> Float {
        Float(Int16(littleEndian: unsafe sample.loadUnaligned(as: Int16.self))) * 0x1p-15
    }

    @inline(__always)
    private static func word(_ sample: UnsafeRawPointer) -> UInt32 {
        UInt32(littleEndian: unsafe sample.loadUnaligned(as: UInt32.self))
    }
}
