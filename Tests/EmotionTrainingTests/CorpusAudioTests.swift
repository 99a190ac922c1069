import Testing

@testable import EmotionTraining

struct CorpusAudioTests {
    /// A WAV file of 16-bit mono.
    static func wav(_ samples: [Int16], rate: UInt32 = 16_000) -> [UInt8] {
        func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
            (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        let size = UInt32(samples.count * 2)
        return Array("RIFF".utf8) + bytes(36 + size) + Array("WAVEfmt ".utf8) + bytes(UInt32(16))
            + bytes(UInt16(1))
            + bytes(UInt16(1)) + bytes(rate) + bytes(rate * 2) + bytes(UInt16(2)) + bytes(UInt16(16))
            + Array("data".utf8) + bytes(size) + samples.flatMap { bytes($0) }
    }

    static func clip(_ path: String, in folder: CorpusFolder) -> Clip {
        Clip(
            root: folder.path, path: path, corpus: .cremaD, name: path, speaker: "1001", emotion: .sad,
            split: .train)
    }

    @Test func clipsAreLoadedInOrderAndBadOnesLeftOutWithTheReason() throws {
        let folder = try CorpusFolder()
        let ramp = (0..<3000).map { Int16($0 - 1500) }
        try folder.write(Self.wav(ramp), to: "a.wav")
        try folder.write(Self.wav([Int16](repeating: 0, count: 800)), to: "silent.wav")
        try folder.write(Array("no audio here, only words".utf8), to: "words.wav")
        try folder.write(Self.wav((0..<4800).map { Int16($0) }, rate: 48_000), to: "z.wav")
        let paths = ["a.wav", "missing.wav", "silent.wav", "words.wav", "z.wav"]
        let library = ClipLibrary.load(paths.map { Self.clip($0, in: folder) })
        #expect(library.clips.map(\.path) == ["a.wav", "z.wav"])
        #expect(library.excluded.map(\.path) == ["missing.wav", "silent.wav", "words.wav"])
        #expect(library.excluded[1].reason == .silent)
        // Steps of the clip's own peak: within half a step of the original.
        let expected = ramp.map { Float($0) / 32768 }
        let step = 1500 / Float(32768) / 32767
        #expect(zip(library.samples(at: 0), expected).allSatisfy { abs($0 - $1) <= 0.51 * step })
        #expect(library.sampleCount(at: 0) == 3000)
        #expect(library.sampleCount(at: 1) == 1600)
    }

    @Test func noiseIsThatOfTheFoldsWithoutVoices() throws {
        let folder = try CorpusFolder()
        let hum = (0..<2000).map { Int16($0 % 100) }
        for name in [
            "rain/1-1-A.wav", "rain/3-1-A.wav", "rooster/2-1-A.wav", "baby_cry/1-1-A.wav", "rain/x.wav",
        ] {
            try folder.write(Self.wav(hum), to: name)
        }
        try folder.write(Self.wav([Int16](repeating: 0, count: 800)), to: "rain/1-2-A.wav")
        let library = try NoiseLibrary.load(root: folder.path)
        #expect(library.paths == ["rain/1-1-A.wav", "rooster/2-1-A.wav"])
        #expect(throws: NoiseError.noRecordings(path: folder.path, folds: [5])) {
            try NoiseLibrary.load(root: folder.path, folds: [5])
        }
        let missing = folder.path + "/missing"
        #expect(throws: NoiseError.unreadable(path: missing, reason: "No such file or directory")) {
            try NoiseLibrary.load(root: missing)
        }
    }

    @Test func aSegmentRunsOnFromTheRecordingsStart() {
        let library = NoiseLibrary(recordings: [[1, 2, 3, 4, 5]])
        var random = KeyedRandom(seed: 1, epoch: 0, clip: 0, purpose: .waveform)
        let segment = library.segment(count: 13, using: &random)
        #expect(segment.count == 13)
        #expect(zip(segment, segment.dropFirst()).allSatisfy { $1 == ($0 == 5 ? 1 : $0 + 1) })
    }

    @Test(.enabled(if: sharedFolder("noise") != nil, "the noise recordings lie beside the project"))
    func theNoiseAtHandIsFoldsOneAndTwoOfEightClasses() throws {
        let library = try NoiseLibrary.load(root: try #require(sharedFolder("noise")))
        #expect(library.paths.count == 128)
        let classes = Set(library.paths.map { $0.split(separator: "/")[0] })
        #expect(classes.count == 8 && classes.isDisjoint(with: ["baby_cry", "person_sneeze"]))
    }
}
