import AudioFiles
import Glibc
import TestSupport

/// Audio for the runs: the bundled sample's speech, cut, repeated and laid out as a test needs it.
enum TestAudio {
    /// The bundled sample at 16 kHz.
    static let speech: [Float] = {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "\(root)/Sources/undertone/Resources/sample.ogg"
        return (try? AudioFile.load16kHz(path: path)) ?? []
    }()

    /// The first seconds of it.
    static func speech(seconds: Double) -> [Float] {
        Array(speech.prefix(Int(seconds * 16_000)))
    }

    /// The same at another rate, by straight lines between the samples: good enough to be speech.
    static func speech(seconds: Double, rateHz: Int) -> [Float] {
        let source = speech(seconds: seconds)
        let count = Int(Double(source.count) * Double(rateHz) / 16_000)
        return (0..<count).map { index in
            let place = Double(index) * 16_000 / Double(rateHz)
            let left = min(Int(place), source.count - 2)
            let fraction = Float(place - Double(left))
            return source[left] * (1 - fraction) + source[left + 1] * fraction
        }
    }

    /// A 16-bit WAV file of mono samples, the same in every channel.
    static func wav(_ samples: [Float], rateHz: Int = 16_000, channels: Int = 1) -> [UInt8] {
        let data = raw16(samples, channels: channels)
        return header(format: 1, bits: 16, rateHz: rateHz, channels: channels, dataBytes: data.count) + data
    }

    /// A WAV file of 32-bit floats.
    static func floatWAV(_ samples: [Float], rateHz: Int = 16_000) -> [UInt8] {
        let data = samples.flatMap { little($0.bitPattern, 4) }
        return header(format: 3, bits: 32, rateHz: rateHz, channels: 1, dataBytes: data.count) + data
    }

    /// Interleaved 16-bit frames without a header.
    static func raw16(_ samples: [Float], channels: Int = 1) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(samples.count * channels * 2)
        for sample in samples {
            let value = Int16(max(-32_768, min(32_767, (sample * 32_768).rounded())))
            for _ in 0..<channels {
                bytes.append(UInt8(truncatingIfNeeded: value))
                bytes.append(UInt8(truncatingIfNeeded: value >> 8))
            }
        }
        return bytes
    }

    /// The 44 bytes before the data.
    static func header(
        format: UInt32, bits: UInt32, rateHz: Int, channels: Int, dataBytes: Int
    ) -> [UInt8] {
        let frameBytes = UInt32(channels) * bits / 8
        return Array("RIFF".utf8) + little(UInt32(36 + dataBytes), 4) + Array("WAVEfmt ".utf8) + little(16, 4)
            + little(format, 2) + little(UInt32(channels), 2) + little(UInt32(rateHz), 4)
            + little(UInt32(rateHz) * frameBytes, 4) + little(frameBytes, 2) + little(bits, 2)
            + Array("data".utf8) + little(UInt32(dataBytes), 4)
    }

    private static func little(_ value: UInt32, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
