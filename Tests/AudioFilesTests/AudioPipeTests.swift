import AudioFiles
import CSndfile
import Glibc
import TestSupport
import Testing

/// Reads a WAV stream of `bytes` through a pipe that delivers `chunk` bytes at a time.
private func hear(_ bytes: [UInt8], chunk: Int, channel: Int? = nil, block: Int = 4096) -> Heard {
    let pipe = Pipe()
    pipe.feed(bytes, chunk: chunk)
    do throws(AudioFileError) {
        var reader = try AudioFileReader(descriptor: pipe.readEnd, channel: channel)
        return readAll(&reader, block: block)
    } catch {
        return Heard(error: error)
    }
}

@Suite(.timeLimit(.minutes(2))) struct AudioPipeTests {
    @Test(arguments: FormatRow.exact.filter { $0.name.hasPrefix("WAV") || $0.name.hasPrefix("RF64") })
    func aPipeGivesTheSamplesOfTheFileToTheLastBit(_ row: FormatRow) {
        let folder = TemporaryFolder()
        let path = folder.encode(noise(3 * 700), to: "clip", format: row.format, channels: 3)
        let bytes = contents(of: path)
        for channel in [nil, 2] {
            let fromFile = readAll(path: path, channel: channel)
            #expect(fromFile.samples.count == 700)
            for chunk in [1, 7, 160, 4096, bytes.count] {
                #expect(hear(bytes, chunk: chunk, channel: channel) == fromFile, "chunks of \(chunk)")
            }
        }
    }

    @Test(arguments: [0, 0x7FFF_0000, 0x7FFF_F000, 0x8000_0000, 0xFFFF_FFFF])
    func aPlaceholderLengthMeansUntilThePipeEnds(_ size: Int) {
        let samples = noise(1000)
        let expected = hear(wav(s16(samples)), chunk: 100_000)
        for chunk in [1, 13, 1001, 100_000] {
            let heard = hear(wav(s16(samples), size: size), chunk: chunk)
            #expect(heard.samples.count == 1000)
            #expect(heard == expected)
        }
    }

    @Test func chunksBeforeTheAudioArePassedOver() {
        let data = s16(noise(500))
        let list = chunk("LIST", Array("INFOISFT".utf8) + little(14, 4) + Array("Lavf59.27.100\0".utf8))
        let odd = chunk("junk", [1, 2, 3])
        let plain = hear(wav(data), chunk: 11)
        #expect(plain.samples.count == 500)
        #expect(hear(wav(data, size: 0xFFFF_FFFF, extra: list + odd), chunk: 11) == plain)
        let extensible =
            formatBody(tag: 0xFFFE) + little(22, 2) + little(16, 2) + little(4, 4) + little(1, 2)
            + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
        #expect(hear(wav(data, format: extensible), chunk: 11) == plain)
        let ds64 = chunk("ds64", little(0, 8) + little(data.count, 8) + little(500, 8) + little(0, 4))
        let long = wav(data, size: 0xFFFF_FFFF, extra: ds64, id: "RF64") + chunk("LIST", [1, 2, 3, 4])
        #expect(hear(long, chunk: 11) == plain)
        let unknown = chunk("ds64", [UInt8](repeating: 0, count: 28))
        #expect(hear(wav(data, size: 0xFFFF_FFFF, extra: unknown, id: "RF64"), chunk: 11) == plain)
    }

    @Test func chunksBehindTheAudioAreNotHeard() {
        let data = s16(noise(500))
        #expect(hear(wav(data) + chunk("LIST", data), chunk: 64).samples.count == 500)
    }

    @Test func aNamedPipeIsReadAsAStream() {
        let pipe = Pipe()
        pipe.feed(wav(s16(noise(500)), size: 0), chunk: 33)
        let heard = readAll(path: "/dev/fd/\(pipe.readEnd)")
        #expect(heard.samples.count == 500)
        #expect(heard.error == nil)
    }

    @Test func aLiveWriterIsHeardAtItsOwnPace() throws {
        let pipe = Pipe()
        let data = s16(noise(1600))
        writeAll(wav([], size: 0xFFFF_FFFF) + data[..<320], to: pipe.writeEnd)
        // One thread: a read that wanted more than is there would never return.
        var reader = try AudioFileReader(descriptor: pipe.readEnd)
        var buffer = [Float](repeating: 0, count: 4096)
        #expect(try reader.read(into: &buffer) == 160)
        for period in 1..<10 {
            writeAll(data[period * 320..<(period + 1) * 320], to: pipe.writeEnd)
            #expect(try reader.read(into: &buffer) == 160)
        }
        close(pipe.writeEnd)
        #expect(try reader.read(into: &buffer) == 0)
    }

    @Test(arguments: RawPCMFormat.allCases)
    func rawPCMIsDecodedAsTheSameWAV(_ format: RawPCMFormat) throws {
        let (encoding, name): (Int, String) =
            switch format {
            case .s16le: (Int(SF_FORMAT_PCM_16), "RAW S16")
            case .s24le: (Int(SF_FORMAT_PCM_24), "RAW S24")
            case .s32le: (Int(SF_FORMAT_PCM_32), "RAW S32")
            case .f32le: (Int(SF_FORMAT_FLOAT), "RAW FLOAT")
            case .u8: (Int(SF_FORMAT_PCM_U8), "RAW U8")
            }
        let folder = TemporaryFolder()
        let samples = noise(2 * 900)
        let raw = contents(
            of: folder.encode(
                samples, to: "raw", format: Int(SF_FORMAT_RAW) | encoding, channels: 2))
        let expected = readAll(
            path: folder.encode(
                samples, to: "wav", format: Int(SF_FORMAT_WAV) | encoding, channels: 2), channel: 2)
        for chunk in [1, 7, 160, 100_000] {
            let pipe = Pipe()
            // The last frame is not whole: left out.
            pipe.feed(raw + [1], chunk: chunk)
            var reader = try AudioFileReader(
                rawPCMFrom: pipe.readEnd, format: format, rateHz: 8000, channels: 2, channel: 2)
            #expect(reader.formatName == name)
            #expect(reader.sampleRateHz == 8000)
            #expect(readAll(&reader) == expected)
        }
    }

    @Test func aPipeCutShortDeliversWhatCameAndThenFails() {
        let data = s16(noise(1000))
        let heard = hear(Array(wav(data).dropLast(1001)), chunk: 97)
        #expect(heard.samples.count == 499)
        #expect(heard.error?.reason == .truncated(frames: 499, promised: 1000, rateHz: 16_000))
        #expect(
            heard.error?.description
                == "cannot read stdin: it breaks off after 0.031 s of the 0.063 s its header promises; "
                + "make or copy it again")
    }

    @Test func readingAPipeAllocatesNothing() throws {
        let pipe = Pipe()
        let period = s16(noise(320))
        writeAll(wav([], size: 0, format: formatBody(channels: 2)) + period, to: pipe.writeEnd)
        var reader = try AudioFileReader(descriptor: pipe.readEnd)
        var buffer = [Float](repeating: 0, count: 160)
        #expect(try reader.read(into: &buffer) == 160)
        for _ in 0..<20 { writeAll(period, to: pipe.writeEnd) }
        var frames = 0
        let count = try allocations {
            for _ in 0..<20 { frames += try reader.read(into: &buffer) }
        }
        #expect(frames == 3200)
        if let count { #expect(count == 0) }
        close(pipe.writeEnd)
    }

    @Test func aCancelEndsTheWaitForAudio() throws {
        let pipe = Pipe()
        let stop = Pipe()
        writeAll(wav([], size: 0) + s16(noise(160)), to: pipe.writeEnd)
        var reader = try AudioFileReader(descriptor: pipe.readEnd, cancel: stop.readEnd)
        var buffer = [Float](repeating: 0, count: 4096)
        #expect(try reader.read(into: &buffer) == 160)
        close(stop.writeEnd)
        #expect(try reader.read(into: &buffer) == 0)
        #expect(throws: AudioFileError.self) {
            _ = try AudioFileReader(descriptor: pipe.readEnd, cancel: stop.readEnd)
        }
        close(pipe.writeEnd)
    }

    @Test func anyHeaderEndsInAudioOrAnErrorAndNeverInACrash() {
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let good = wav(s16(noise(40)), extra: chunk("LIST", [1, 2, 3]))
        for length in 0...good.count { _ = hear(Array(good[..<length]), chunk: 100_000) }
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0...random(4) { bytes[random(bytes.count)] = UInt8(random(256)) }
            if random(3) == 0 { bytes.replaceSubrange(16..<20, with: [255, 255, 255, UInt8(random(256))]) }
            let heard = hear(bytes, chunk: 100_000)
            #expect(heard.samples.count <= bytes.count)
        }
    }
}
