import FoundationEssentials
import Testing

@testable import EmotionTraining

struct CorpusVerdictTests {
    /// What the file would be left out for.
    private func verdict(_ bytes: [UInt8]) throws -> ExclusionReason? {
        let folder = try CorpusFolder(files: ["1001_DFA_ANG_XX.wav"])
        try folder.write(bytes, to: "1003_DFA_ANG_XX.wav")
        return try CorpusScanner().scan(root: folder.path).excluded.first?.reason
    }

    @Test func everyKindOfUselessFileHasItsReason() throws {
        #expect(try verdict([]) == .empty)
        #expect(try verdict(CorpusAudioTests.wav([])) == .empty)
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
        #expect(try verdict(Array(pointer.utf8)) == .gitLFSPointer)
        #expect(ExclusionReason.gitLFSPointer.description.contains("git lfs pull"))
        let zeros = [Int16](repeating: 0, count: 800)
        #expect(try verdict(CorpusAudioTests.wav(zeros)) == .silent)
        // A constant offset is silence too.
        #expect(try verdict(CorpusAudioTests.wav(zeros.map { $0 + 900 })) == .silent)
        #expect(try verdict(CorpusAudioTests.wav([0, 500, 3])) == .tooShort)
        #expect(
            try verdict(Array(CorpusFolder.audio("a").dropLast(400))).map { "\($0)" }?.contains("breaks off")
                == true)
        guard case .unreadable(let why) = try verdict(Array("only words".utf8)) else {
            Issue.record("words are no audio")
            return
        }
        #expect(why.contains("not an audio file") && !why.contains("1003"))
    }

    @Test func whatMayNotBeReadIsUnreadable() throws {
        let folder = try CorpusFolder(files: ["1001_DFA_ANG_XX.wav"])
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/1003_DFA_ANG_XX.wav", withDestinationPath: "nowhere")
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(scan.excluded.map(\.path) == ["1003_DFA_ANG_XX.wav"])
        #expect(scan.excluded[0].reason.description.contains("no such file"))
    }

    /// The same samples, however they are stored.
    @Test func theSameSamplesAreTheSameClipHoweverTheyAreStored() throws {
        let samples = CorpusFolder.samples("a voice")
        let folder = try CorpusFolder()
        try folder.write(CorpusAudioTests.wav(samples), to: "1001_DFA_ANG_XX.wav")
        let stereo = samples.flatMap { [$0, $0] }
        try folder.write(wav(stereo.flatMap(little), channels: 2, bits: 16), to: "1001_DFA_ANG_XX.flac")
        try folder.write(
            wav(samples.flatMap { [0] + little($0) }, channels: 1, bits: 24), to: "b/1001_IEO_ANG_HI.wav")
        try folder.write(CorpusAudioTests.wav(samples, rate: 8000), to: "b/1001_IEO_ANG_LO.wav")
        let scan = try CorpusScanner().scan(root: folder.path)
        // At another rate the same numbers are another sound.
        #expect(scan.clips.map(\.name) == ["1001_DFA_ANG_XX", "1001_IEO_ANG_LO"])
        #expect(
            scan.excluded.map(\.reason) == [
                .duplicate(of: "1001_DFA_ANG_XX.flac"), .duplicate(of: "1001_DFA_ANG_XX.flac"),
            ])
    }

    @Test func theHashIsThatOfRateAndSamples() throws {
        let folder = try CorpusFolder()
        try folder.write(
            CorpusAudioTests.wav([1, -2] + [Int16](repeating: 0, count: 798)), to: "1001_DFA_ANG_XX.wav")
        let hash = try CorpusScanner().scan(root: folder.path).clips[0].contentHash
        // hashlib.sha256(struct.pack('<Q', 16000) + struct.pack('<800f', 1/32768, -2/32768, *[0]*798))
        #expect(hash == "2a31e424d8211f628aede6ed4db67992282b13cf417bd7bda6f7142f525456fb")
    }

    private func little(_ sample: Int16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
    }

    /// A 16 kHz WAV file of integers.
    private func wav(_ data: [UInt8], channels: UInt8, bits: UInt8) -> [UInt8] {
        func word(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        let block = channels * bits / 8
        return Array("RIFF".utf8) + word(36 + data.count) + Array("WAVEfmt ".utf8) + word(16) + [
            1, 0, channels, 0,
        ]
            + word(16_000) + word(16_000 * Int(block)) + [block, 0, bits, 0] + Array("data".utf8)
            + word(data.count) + data
    }
}
