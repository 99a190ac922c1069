import AudioFiles
import CSndfile
import Glibc
import Testing

@Suite(.timeLimit(.minutes(2))) struct AudioFileErrorTests {
    let folder = TemporaryFolder()

    /// Why opening `path` fails; nil when it does not.
    private func refusal(_ path: String, channel: Int? = nil) -> AudioFileError? {
        do throws(AudioFileError) {
            _ = try AudioFileReader(path: path, channel: channel)
            return nil
        } catch {
            return error
        }
    }

    /// Why a pipe that holds `bytes` is refused; nil when it is not.
    private func refusal(ofPipe bytes: [UInt8]) -> AudioFileError? {
        let pipe = Pipe()
        pipe.feed(bytes, chunk: 5)
        do throws(AudioFileError) {
            _ = try AudioFileReader(descriptor: pipe.readEnd)
            return nil
        } catch {
            return error
        }
    }

    @Test func aFileThatCannotBeOpenedSaysWhy() {
        #expect(refusal(folder.file("none.wav"))?.reason == .noSuchFile)
        #expect(refusal(folder.file("none/x.wav"))?.reason == .noSuchFile)
        #expect(refusal(folder.path)?.reason == .directory)
        let closed = folder.write(wav(s16(noise(10))), to: "closed.wav")
        unsafe chmod(closed, 0)
        // The superuser may read it all the same.
        if geteuid() != 0 { #expect(refusal(closed)?.reason == .permissionDenied) }
        #expect(refusal("/dev/null")?.reason == .empty)
    }

    @Test func aFileThatIsNoAudioSaysWhatItIs() {
        #expect(refusal(folder.write([], to: "empty.wav"))?.reason == .empty)
        #expect(
            refusal(folder.write(Array("hello, world, this is text".utf8), to: "a.wav"))?.reason == .notAudio)
        #expect(refusal(folder.write(Array("hi".utf8), to: "short.wav"))?.reason == .notAudio)
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
        #expect(refusal(folder.write(Array(pointer.utf8), to: "lfs.wav"))?.reason == .gitLFSPointer)
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82]
        #expect(refusal(folder.write(png, to: "picture.wav"))?.reason == .notAudio)
        var headless = wav(s16(noise(100)))
        headless.replaceSubrange(12..<16, with: Array("xxxx".utf8))
        guard case .malformed = refusal(folder.write(headless, to: "nofmt.wav"))?.reason else {
            Issue.record("a WAV without a fmt chunk is damaged")
            return
        }
    }

    @Test func aFileWithoutFramesIsRefused() {
        for format in [SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_AIFF] {
            let path = folder.encode([], to: "none", format: Int(format) | Int(SF_FORMAT_PCM_16))
            #expect(refusal(path)?.reason == .noFrames)
        }
    }

    @Test func aChannelThatDoesNotExistIsRefused() {
        let path = folder.encode(
            noise(20), to: "x.wav", format: Int(SF_FORMAT_WAV | SF_FORMAT_PCM_16), channels: 2)
        for channel in [0, 3, -1] {
            #expect(refusal(path, channel: channel)?.reason == .noSuchChannel(channel, channels: 2))
        }
    }

    @Test func aWAVCutShortDeliversWhatIsThereAndThenFails() {
        let path = folder.write(Array(wav(s16(noise(1000))).dropLast(501)), to: "cut.wav")
        let heard = readAll(path: path)
        #expect(heard.samples.count == 749)
        #expect(heard.error?.reason == .truncated(frames: 749, promised: 1000, rateHz: 16_000))
        let nothing = folder.write(wav([], size: 2000), to: "header.wav")
        #expect(refusal(nothing)?.reason == .truncated(frames: 0, promised: 1000, rateHz: 16_000))
    }

    @Test(arguments: [0, 0x7FFF_F000, 0xFFFF_FFFF])
    func aFileWithAPlaceholderLengthIsReadToItsEnd(_ size: Int) {
        let samples = noise(1000)
        let heard = readAll(path: folder.write(wav(s16(samples), size: size), to: "live.wav"))
        #expect(heard.samples.count == 1000)
        #expect(heard.error == nil)
    }

    @Test(arguments: FormatRow.lossy + FormatRow.exact.filter { $0.name.hasPrefix("FLAC") })
    func aCompressedFileCutShortFailsAfterWhatIsThere(_ row: FormatRow) {
        let whole = contents(
            of: folder.encode(noise(96_000), to: "whole", format: row.format, rateHz: 48_000))
        for share in [0.3, 0.71, 0.99] {
            let cut = folder.write(Array(whole[..<Int(Double(whole.count) * share)]), to: "cut")
            let heard = readAll(path: cut)
            guard case .truncated(let frames, _, _) = heard.error?.reason else {
                Issue.record("\(row.name) cut to \(share) gave \(String(describing: heard.error))")
                continue
            }
            #expect(frames == heard.samples.count)
            // Whole Ogg pages are heard, and one may hold a second.
            #expect(heard.samples.count >= Int(96_000 * max(0, share - 0.35)))
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func aSampleThatIsNoNumberEndsTheInputThere(_ bad: Float) {
        var samples = noise(2000)
        samples[2 * 777 + 1] = bad
        for format in [SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE] {
            let path = folder.encode(samples, to: "nan.wav", format: Int(SF_FORMAT_WAV | format), channels: 2)
            for block in [1, 100, 5000] {
                let heard = readAll(path: path, block: block)
                #expect(heard.samples.count == 777)
                #expect(heard.error?.reason == .notFinite(frame: 777, rateHz: 16_000))
                #expect(heard.error?.description.contains("frame 777 (0.049 s)") == true)
            }
            #expect(readAll(path: path, channel: 1).samples.count == 1000)
            let pipe = Pipe()
            pipe.feed(contents(of: path), chunk: 1001)
            var heard = Heard()
            if var reader = try? AudioFileReader(descriptor: pipe.readEnd) { heard = readAll(&reader) }
            #expect(heard.samples == readAll(path: path).samples)
            #expect(heard.error?.reason == .notFinite(frame: 777, rateHz: 16_000))
        }
    }

    @Test func aPipeThatIsNoWAVSaysWhatItIs() {
        #expect(refusal(ofPipe: [])?.reason == .empty)
        #expect(refusal(ofPipe: Array("hello, world, this is text".utf8))?.reason == .notAudio)
        #expect(
            refusal(ofPipe: Array("version https://git-lfs.github.com/spec/v1".utf8))?.reason
                == .gitLFSPointer)
        #expect(refusal(ofPipe: wav([]))?.reason == .noFrames)
        #expect(
            refusal(ofPipe: wav([], size: 2000))?.reason
                == .truncated(frames: 0, promised: 1000, rateHz: 16_000))
        let flac = folder.encode(noise(100), to: "x", format: Int(SF_FORMAT_FLAC | SF_FORMAT_PCM_16))
        #expect(refusal(ofPipe: contents(of: flac))?.reason == .needsFile("FLAC"))
        let ogg = folder.encode(noise(100), to: "x", format: Int(SF_FORMAT_OGG | SF_FORMAT_VORBIS))
        #expect(refusal(ofPipe: contents(of: ogg))?.reason == .needsFile("Ogg"))
        let mp3 = folder.encode(noise(5000), to: "x", format: Int(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III))
        #expect(refusal(ofPipe: contents(of: mp3))?.reason == .needsFile("MP3"))
    }

    @Test func aWAVHeaderThatCannotBeIsRefused() {
        let rows: [([UInt8], String)] = [
            (wav([1, 2], format: formatBody(channels: 0)), "0 channels"),
            (wav([1, 2], format: formatBody(rateHz: 0)), "0 Hz"),
            (wav([1, 2], format: Array(formatBody().dropLast(2))), "too short"),
            (wav([1, 2], format: formatBody(tag: 0xFFFE)), "too short"),
            (wav([1, 2], format: formatBody(tag: 85)), "encoding 85"),
            (wav([1, 2], format: formatBody(rateHz: 4_000_000_000)), "4000000000 Hz"),
            (wav([1, 2], format: formatBody(bits: 64)), "encoding 1"),
            (wav([1, 2], extra: chunk("LIST", [], size: 0xFFFF_FFF0)), "no audio in the first 256 MB"),
            (wav([1, 2], extra: chunk("LIST", [], size: 1000)), "breaks off"),
            (Array("RIFF".utf8) + little(0, 4) + Array("WAVE".utf8) + chunk("data", [1, 2]), "no fmt"),
            (Array(wav([]).dropLast(4)), "breaks off"),
        ]
        for (bytes, words) in rows {
            let error = refusal(ofPipe: bytes)
            #expect(error?.description.contains(words) == true, "\(words): \(String(describing: error))")
        }
    }

    @Test func everyMessageIsOneLineNamingTheFile() {
        let error = refusal(folder.file("a\nb.wav"))
        #expect(error?.description == "cannot read \(folder.path)/a?b.wav: no such file; check the path")
    }
}
