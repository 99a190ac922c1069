import AudioFiles
import CSndfile
import TestSupport
import Testing

/// A file format and how near to the original its samples come back.
struct FormatRow: CustomTestStringConvertible, Sendable {
    let name: String
    let format: Int
    let tolerance: Float
    var testDescription: String { name }

    init(_ name: String, _ container: Int, _ encoding: Int, _ tolerance: Float) {
        (self.name, self.format, self.tolerance) = (name, container | encoding, tolerance)
    }

    /// Lossless formats: half a step of the encoding.
    static let exact: [FormatRow] = [
        FormatRow("WAV U8", Int(SF_FORMAT_WAV), Int(SF_FORMAT_PCM_U8), 0x1p-7),
        FormatRow("WAV S16", Int(SF_FORMAT_WAV), Int(SF_FORMAT_PCM_16), 0x1p-15),
        FormatRow("WAV S24", Int(SF_FORMAT_WAV), Int(SF_FORMAT_PCM_24), 0x1p-23),
        FormatRow("WAV S32", Int(SF_FORMAT_WAV), Int(SF_FORMAT_PCM_32), 0x1p-23),
        FormatRow("WAV FLOAT", Int(SF_FORMAT_WAV), Int(SF_FORMAT_FLOAT), 0),
        FormatRow("WAV DOUBLE", Int(SF_FORMAT_WAV), Int(SF_FORMAT_DOUBLE), 0),
        FormatRow("WAV S16", Int(SF_FORMAT_WAVEX), Int(SF_FORMAT_PCM_16), 0x1p-15),
        FormatRow("WAV S24", Int(SF_FORMAT_WAVEX), Int(SF_FORMAT_PCM_24), 0x1p-23),
        FormatRow("WAV FLOAT", Int(SF_FORMAT_WAVEX), Int(SF_FORMAT_FLOAT), 0),
        FormatRow("RF64 S16", Int(SF_FORMAT_RF64), Int(SF_FORMAT_PCM_16), 0x1p-15),
        FormatRow("FLAC S16", Int(SF_FORMAT_FLAC), Int(SF_FORMAT_PCM_16), 0x1p-15),
        FormatRow("FLAC S24", Int(SF_FORMAT_FLAC), Int(SF_FORMAT_PCM_24), 0x1p-23),
        FormatRow("AIFF S16", Int(SF_FORMAT_AIFF), Int(SF_FORMAT_PCM_16), 0x1p-15),
    ]
    static let lossy: [FormatRow] = [
        FormatRow("OGG VORBIS", Int(SF_FORMAT_OGG), Int(SF_FORMAT_VORBIS), 0.1),
        FormatRow("OGG OPUS", Int(SF_FORMAT_OGG), Int(SF_FORMAT_OPUS), 0.1),
        FormatRow("MP3", Int(SF_FORMAT_MPEG), Int(SF_FORMAT_MPEG_LAYER_III), 0.1),
    ]
}

@Suite struct AudioFileReaderTests {
    @Test(arguments: FormatRow.exact)
    func everyLosslessFormatGivesItsSamplesBack(_ row: FormatRow) throws {
        let folder = TemporaryFolder()
        let samples = noise(5000)
        let path = folder.encode(samples, to: "clip", format: row.format, rateHz: 44_100)
        var reader = try AudioFileReader(path: path)
        #expect(reader.formatName == row.name)
        #expect(reader.sampleRateHz == 44_100)
        #expect(reader.channels == 1)
        let heard = readAll(&reader, block: 777)
        #expect(heard.error == nil)
        #expect(heard.samples.count == samples.count)
        #expect(zip(heard.samples, samples).allSatisfy { abs($0 - $1) <= row.tolerance })
        #expect(reader.position == samples.count)
    }

    @Test(arguments: FormatRow.lossy)
    func everyLossyFormatGivesNearlyItsSamplesBack(_ row: FormatRow) throws {
        let folder = TemporaryFolder()
        let samples = tone(440, rateHz: 48_000, count: 48_000)
        let path = folder.encode(samples, to: "clip", format: row.format, rateHz: 48_000)
        var reader = try AudioFileReader(path: path)
        #expect(reader.formatName == row.name)
        #expect(reader.sampleRateHz == 48_000)
        let heard = readAll(&reader)
        #expect(heard.error == nil)
        #expect(abs(heard.samples.count - samples.count) <= 2304)
        #expect(abs(rms(heard.samples[4800..<38_400]) - rms(samples)) < 0.02)
    }

    @Test(arguments: [8000, 11_025, 22_050, 96_000, 192_000])
    func anyRateIsReported(_ rateHz: Int) throws {
        let folder = TemporaryFolder()
        let path = folder.encode(
            noise(100), to: "clip", format: Int(SF_FORMAT_WAV | SF_FORMAT_PCM_16), rateHz: rateHz)
        let reader = try AudioFileReader(path: path)
        #expect(reader.sampleRateHz == rateHz)
        #expect(reader.promisedFrames == 100)
    }

    @Test(arguments: [2, 3, 6, 64])
    func aChannelIsChosenByItsNumberAndTheMixIsTheMean(_ channels: Int) throws {
        let folder = TemporaryFolder()
        let frames = 3000
        let interleaved = noise(frames * channels)
        let path = folder.encode(
            interleaved, to: "clip", format: Int(SF_FORMAT_WAV | SF_FORMAT_FLOAT), channels: channels)
        for channel in 1...channels {
            let heard = readAll(path: path, channel: channel, block: 1000)
            #expect(heard.samples == (0..<frames).map { interleaved[$0 * channels + channel - 1] })
        }
        let mix = readAll(path: path)
        #expect(mix.samples.count == frames)
        for frame in mix.samples.indices {
            let mean = interleaved[frame * channels..<(frame + 1) * channels].reduce(0, +) / Float(channels)
            #expect(abs(mix.samples[frame] - mean) < 1e-6)
        }
    }

    @Test(arguments: [Int(SF_FORMAT_WAV | SF_FORMAT_PCM_16), Int(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)])
    func everyBlockSizeGivesTheSameSamples(_ format: Int) {
        let folder = TemporaryFolder()
        let path = folder.encode(noise(9001 * 2), to: "clip", format: format, channels: 2)
        let whole = readAll(path: path, block: 100_000)
        #expect(whole.samples.count == 9001)
        for block in [1, 7, 160, 4096] { #expect(readAll(path: path, block: block) == whole) }
    }

    @Test func readingTwiceBehindTheEndGivesNothingTwice() throws {
        let folder = TemporaryFolder()
        let path = folder.encode(noise(10), to: "clip", format: Int(SF_FORMAT_WAV | SF_FORMAT_PCM_16))
        var reader = try AudioFileReader(path: path)
        var buffer = [Float](repeating: 0, count: 16)
        #expect(try reader.read(into: &buffer) == 10)
        #expect(try reader.read(into: &buffer) == 0)
        #expect(try reader.read(into: &buffer) == 0)
    }

    @Test(arguments: [
        Int(SF_FORMAT_WAV | SF_FORMAT_PCM_24), Int(SF_FORMAT_WAV | SF_FORMAT_FLOAT),
        Int(SF_FORMAT_FLAC | SF_FORMAT_PCM_16),
    ])
    func readingAllocatesNothing(_ format: Int) throws {
        let folder = TemporaryFolder()
        let path = folder.encode(noise(2 * 160_000), to: "clip", format: format, channels: 2)
        var reader = try AudioFileReader(path: path)
        var buffer = [Float](repeating: 0, count: 160)
        for _ in 0..<100 { _ = try reader.read(into: &buffer) }
        let count = try allocations {
            for _ in 0..<500 { _ = try reader.read(into: &buffer) }
        }
        if let count { #expect(count == 0) }
    }
}
