/// How raw PCM, which has no header, lays out its samples.
public enum RawPCMFormat: String, Sendable, CaseIterable {
    /// Signed 16-bit, little-endian.
    case s16le
    /// Signed 24-bit in three bytes, little-endian.
    case s24le
    /// Signed 32-bit, little-endian.
    case s32le
    /// IEEE 32-bit float, little-endian, full scale ±1.
    case f32le
    /// Unsigned 8-bit, silence at 128.
    case u8

    var encoding: SampleEncoding {
        switch self {
        case .s16le: .s16
        case .s24le: .s24
        case .s32le: .s32
        case .f32le: .float
        case .u8: .u8
        }
    }
}

/// The linear encodings that a little-endian stream may use; the raw value is the name shown to people.
enum SampleEncoding: String, Sendable {
    case u8 = "U8"
    case s16 = "S16"
    case s24 = "S24"
    case s32 = "S32"
    case float = "FLOAT"
    case double = "DOUBLE"

    /// Bytes of one sample.
    var byteCount: Int {
        switch self {
        case .u8: 1
        case .s16: 2
        case .s24: 3
        case .s32, .float: 4
        case .double: 8
        }
    }

    /// Decodes `count` samples of `bytes`, from `start` on, into the front of `output`.
    ///
    /// Integers are divided by 2^(bits − 1), as libsndfile does, so that a file and the same file through
    /// a pipe give the same samples to the last bit. `bytes` is an array and is indexed with its bounds
    /// checked: what a stranger's header claims cannot reach past it.
    func decode(
        _ bytes: [UInt8], from start: Int, count: Int, into output: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(count <= output.count)
        /// The unsigned little-endian number of `width` bytes at sample `index`.
        @inline(__always) func word(_ index: Int, _ width: Int) -> UInt64 {
            var value: UInt64 = 0
            for byte in 0..<width {
                value |= UInt64(bytes[start + index * width + byte]) << UInt64(8 * byte)
            }
            return value
        }
        @inline(__always) func fill(_ sample: (Int) -> Float) {
            // SAFETY: index < count ≤ output.count, checked above.
            for index in 0..<count { unsafe output[index] = sample(index) }
        }
        switch self {
        case .u8: fill { Float(Int(bytes[start + $0]) - 128) * 0x1p-7 }
        case .s16: fill { Float(Int16(truncatingIfNeeded: word($0, 2))) * 0x1p-15 }
        case .s24: fill { Float(Int32(truncatingIfNeeded: word($0, 3) << 8)) * 0x1p-31 }
        case .s32: fill { Float(Int32(truncatingIfNeeded: word($0, 4))) * 0x1p-31 }
        case .float: fill { Float(bitPattern: UInt32(truncatingIfNeeded: word($0, 4))) }
        case .double: fill { Float(Double(bitPattern: word($0, 8))) }
        }
    }
}
