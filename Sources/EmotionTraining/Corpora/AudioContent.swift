internal import AudioFiles
internal import Crypto

/// What the audio of a file is, whatever the file is called and however it is coded.
struct AudioContent: Sendable, Hashable {
    /// SHA-256 of rate and samples, in lower-case hexadecimal: a `.flac` and the `.wav` that it was made
    /// from agree.
    let hash: String

    /// What the samples of a file are.
    ///
    /// - Throws: the reason for which they are no clip.
    init(samples: [Float], rateHz: Int) throws(ExclusionReason) {
        guard let (low, high) = Self.range(samples) else { throw .empty }
        // A constant is silence too, as is dither 120 dB below full scale.
        if high - low <= 2e-6 { throw .silent }
        // 25 ms; what is shorter has no frame.
        if samples.count * 40 < rateHz { throw .tooShort }
        hash = Self.hash(samples, rateHz: rateHz)
    }

    /// What was found out before.
    init(hash: String) { self.hash = hash }

    static func hash(_ samples: [Float], rateHz: Int) -> String {
        var digest = SHA256()
        unsafe withUnsafeBytes(of: UInt64(rateHz).littleEndian) { unsafe digest.update(bufferPointer: $0) }
        // SAFETY: the digest reads the samples' bytes within the call. Every machine that this runs on is
        // little-endian.
        unsafe samples.withUnsafeBytes { unsafe digest.update(bufferPointer: $0) }
        return digest.finalize().hexadecimal
    }

    private static func range(_ samples: [Float]) -> (low: Float, high: Float)? {
        guard var low = samples.first else { return nil }
        var high = low
        for sample in samples {
            low = min(low, sample)
            high = max(high, sample)
        }
        return (low, high)
    }
}

/// Finds out what the audio of files is, by decoding it or from what was found out before.
struct AudioExaminer: Sendable {
    let cache: ClipCache?

    /// A file's content, and where it was decoded the hash of the file itself, for the cache to remember.
    struct Finding: Sendable {
        let content: AudioContent
        let newFile: [UInt8]?
    }

    /// Examines one file.
    func examine(_ file: String) -> Result<Finding, ExclusionReason> {
        do throws(ExclusionReason) {
            guard let cache else { return .success(Finding(content: try decode(file), newFile: nil)) }
            let digest = try fileDigest(file)
            if let content = cache.content(ofFile: digest) {
                return .success(Finding(content: content, newFile: nil))
            }
            return .success(Finding(content: try decode(file), newFile: digest))
        } catch {
            return .failure(error)
        }
    }

    private func fileDigest(_ file: String) throws(ExclusionReason) -> [UInt8] {
        do throws(SystemError) {
            return Array(SHA256.hash(data: try FileTree.contents(of: file)))
        } catch {
            throw .unreadable(error.description)
        }
    }

    private func decode(_ file: String) throws(ExclusionReason) -> AudioContent {
        let (samples, rateHz) = try ExclusionReason.decoding(file) { path throws(AudioFileError) in
            try AudioFile.load(path: path)
        }
        let content = try AudioContent(samples: samples, rateHz: rateHz)
        // What has just been decoded is at hand for the training run.
        if let cache, !cache.hasAudio(content.hash) {
            let audio = Resampler.convert(
                samples, fromHz: Double(rateHz), toHz: Double(Resampler.outputRateHz))
            if let audio = QuantizedAudio(audio) { cache.store(audio, of: content.hash) }
        }
        return content
    }
}

extension ExclusionReason {
    /// Decodes a file, its errors as reasons.
    static func decoding<Audio>(
        _ file: String, _ load: (String) throws(AudioFileError) -> Audio
    ) throws(ExclusionReason) -> Audio {
        do throws(AudioFileError) {
            return try load(file)
        } catch {
            throw ExclusionReason(error)
        }
    }

    /// The reason without the path, which stands beside it wherever it is shown.
    init(_ error: AudioFileError) {
        switch error.reason {
        case .empty, .noFrames: self = .empty
        case .gitLFSPointer: self = .gitLFSPointer
        default:
            let prefix = "cannot read \(error.name): "
            let text = error.description
            self = .unreadable(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
        }
    }
}

extension Digest {
    /// Lower-case hexadecimal.
    var hexadecimal: String { Array(self).hexadecimal }
}

extension [UInt8] {
    /// Lower-case hexadecimal.
    var hexadecimal: String {
        let digits = Array<UInt8>("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The bytes that hexadecimal digits say; nil for anything else.
    init?(hexadecimal text: some StringProtocol) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text {
            guard character.isASCII, let digit = character.hexDigitValue.map(UInt8.init) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { return nil }
        self = bytes
    }
}
