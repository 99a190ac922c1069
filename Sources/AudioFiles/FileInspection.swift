import CSndfile

/// What the first bytes of a file or stream say it is.
enum Signature: Equatable {
    case empty
    case wav
    case flac
    case ogg
    case mpeg
    case otherAudio
    case gitLFSPointer
    case unknown

    /// Judges `bytes`, the first twelve or more; fewer where there are no more.
    init(_ bytes: [UInt8]) {
        func begins(_ text: String) -> Bool { bytes.starts(with: text.utf8) }
        if bytes.isEmpty {
            self = .empty
        } else if WAVHeader.matches(bytes) {
            self = .wav
        } else if begins("fLaC") {
            self = .flac
        } else if begins("OggS") {
            self = .ogg
        } else if begins("ID3") || bytes.count > 1 && bytes[0] == 0xFF && bytes[1] & 0xE6 == 0xE2 {
            self = .mpeg
        } else if ["RIFX", "FORM", ".snd", "caff", "riff", "RIFF", "RF64"].contains(where: begins) {
            self = .otherAudio
        } else if begins("version http") {
            // All of Git LFS's first line that a pipe's first twelve bytes hold.
            self = .gitLFSPointer
        } else {
            self = .unknown
        }
    }

    /// Why a pipe that begins so is refused.
    var refusalOnPipe: AudioFileError.Reason {
        switch self {
        case .empty: .empty
        case .flac: .needsFile("FLAC")
        case .ogg: .needsFile("Ogg")
        case .mpeg: .needsFile("MP3")
        case .otherAudio: .needsFile("this format")
        case .gitLFSPointer: .gitLFSPointer
        case .wav, .unknown: .notAudio
        }
    }
}

/// A look at a file's own bytes, beside libsndfile's: what it is, and whether its end is missing.
///
/// libsndfile lowers the length of a file cut short without a word, so each format is asked where its end
/// ought to be: a WAV's header, an Ogg stream's last page, an MP3's Xing or Info tag (where it has one).
struct FileInspection {
    /// The frames that a WAV header promises.
    private(set) var promisedFrames: Int?
    /// Whether it is linear PCM behind a WAV header whose length is a placeholder: until the file ends.
    private(set) var isOpenEnded = false
    /// Whether the end is missing.
    private(set) var breaksOff = false
    /// The kind of file.
    let signature: Signature

    init(_ descriptor: borrowing Descriptor, name: String) throws(AudioFileError) {
        var bytes = try FileBytes(descriptor, name: name)
        let start = try bytes.take(12)
        signature = Signature(start)
        switch signature {
        case .empty: throw AudioFileError(name, .empty)
        case .gitLFSPointer: throw AudioFileError(name, .gitLFSPointer)
        case .wav:
            // A header that we cannot read is libsndfile's to judge.
            guard let header = try? WAVHeader(after: start, from: &bytes, name: name) else { return }
            guard let promised = header.dataByteCount else {
                isOpenEnded = header.encoding != nil
                return
            }
            if header.encoding != nil { promisedFrames = promised / header.blockAlign }
            breaksOff = promised > bytes.end - bytes.position
        case .ogg: breaksOff = try !oggEndsWell(&bytes)
        case .mpeg: breaksOff = try mpegIsShort(&bytes)
        case .flac, .otherAudio, .unknown: break
        }
    }

    /// Why libsndfile has just refused the file.
    var refusal: AudioFileError.Reason {
        if breaksOff { return .truncated(frames: 0, promised: nil, rateHz: Resampler.outputRateHz) }
        if signature == .unknown { return .notAudio }
        // SAFETY: with no handle this speaks of the last open; the text is static and copied at once. Two
        // threads failing at once may get each other's words, which are still some file's.
        let words = unsafe String(cString: sf_strerror(nil))
        return .malformed(words.hasSuffix(".") ? String(words.dropLast()) : words)
    }
}

/// Whether the last Ogg page is whole and closes its stream (RFC 3533, section 6: flag 0x04).
private func oggEndsWell(_ bytes: inout FileBytes) throws(AudioFileError) -> Bool {
    let longestPage = 65_307
    bytes.position = max(bytes.base, bytes.end - longestPage)
    let tail = try bytes.take(longestPage)
    var start = tail.count - 27
    while start >= 0 {
        if tail[start] == UInt8(ascii: "O"), tail[start...].starts(with: "OggS\0".utf8) {
            let table = start + 27..<start + 27 + Int(tail[start + 26])
            guard table.upperBound <= tail.count else { return false }
            let end = tail[table].reduce(table.upperBound) { $0 + Int($1) }
            return end <= tail.count && tail[start + 5] & 0x04 != 0
        }
        start -= 1
    }
    return false
}

/// Whether an MP3 is shorter than its Xing or Info tag says; false where it has none.
///
/// The tag stands in the first frame after its side information (mpeg frame header: ISO 11172-3, 2.4.1.3)
/// and counts the bytes of the stream. Some writers count the ID3 tag before it too, so only a file
/// shorter than the count as a whole is held to be cut.
private func mpegIsShort(_ bytes: inout FileBytes) throws(AudioFileError) -> Bool {
    bytes.position = bytes.base
    let tag = try bytes.take(10)
    bytes.position = bytes.base
    if tag.count == 10, tag.starts(with: "ID3".utf8) {
        let length = tag[6...9].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
        guard bytes.skip(10 + length) else { return true }
    }
    let frame = try bytes.take(64)
    guard frame.count == 64, frame[0] == 0xFF, frame[1] & 0xE0 == 0xE0 else { return false }
    let isMPEG1 = frame[1] & 0x18 == 0x18
    let isMono = frame[3] >> 6 == 3
    let offset = 4 + (isMPEG1 ? (isMono ? 17 : 32) : (isMono ? 9 : 17))
    let name = frame[offset..<offset + 4]
    guard name.elementsEqual("Xing".utf8) || name.elementsEqual("Info".utf8) else { return false }
    let flags = frame[offset + 7]
    guard flags & 0x02 != 0 else { return false }
    let count = offset + (flags & 0x01 != 0 ? 12 : 8)
    return frame[count..<count + 4].reduce(0) { $0 << 8 | Int($1) } > bytes.end - bytes.base
}
