import EmotionRecognition
import FoundationEssentials
import ResultFiles
import SpeechFeatures
import Testing

@testable import EmotionTraining

struct CorpusCacheTests {
    private let key = CacheEntry.key("content", "options")

    @Test func anEntryIsBelievedOnlyWhole() throws {
        let entry = CacheEntry(kind: .audio, key: key, payload: Array(0..<100))
        let bytes = entry.bytes
        #expect(CacheEntry(bytes: bytes, kind: .audio, key: key) == entry)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x10
            #expect(CacheEntry(bytes: changed, kind: .audio, key: key) == nil, "byte \(index)")
            #expect(CacheEntry(bytes: Array(bytes[..<index]), kind: .audio, key: key) == nil)
        }
        #expect(CacheEntry(bytes: bytes + [0], kind: .audio, key: key) == nil)
        #expect(CacheEntry(bytes: bytes, kind: .segments, key: key) == nil)
        #expect(CacheEntry(bytes: bytes, kind: .audio, key: CacheEntry.key("content", "others")) == nil)
    }

    @Test func anEntryOfAnotherVersionIsMadeAnewAndCounted() throws {
        let folder = try CorpusFolder()
        let cache = try ClipCache(folder: folder.path + "/a/b")
        let audio = try #require(QuantizedAudio([0.5, -0.25, 0.125]))
        #expect(cache.audio(of: "hash") == nil && cache.damagedCount == 0)
        cache.store(audio, of: "hash")
        #expect(cache.audio(of: "hash") == audio && cache.hasAudio("hash"))
        let file = try #require(files(under: cache.folder).first { $0.contains("/audio/") })
        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes[8] += 1
        try bytes.write(to: URL(filePath: file))
        #expect(cache.audio(of: "hash") == nil && cache.damagedCount == 1)
        cache.store(audio, of: "hash")
        #expect(cache.audio(of: "hash") == audio)
    }

    @Test func gitAndBackupsAreToldToLeaveItAlone() throws {
        let folder = try CorpusFolder()
        let cache = try ClipCache(folder: folder.path + "/cache")
        #expect(try String(contentsOfFile: cache.folder + "/.gitignore", encoding: .utf8) == "*\n")
        let tag = try String(contentsOfFile: cache.folder + "/CACHEDIR.TAG", encoding: .utf8)
        #expect(tag.hasPrefix("Signature: 8a477f597d28d172789f06886806bc55\n"))
    }

    @Test func itLiesAmongTheUsersCaches() {
        func folder(_ variables: [String: String]) -> String? {
            ClipCache.defaultFolder { variables[$0] }
        }
        #expect(folder(["XDG_CACHE_HOME": "/x", "HOME": "/h"]) == "/x/undertone")
        #expect(folder(["XDG_CACHE_HOME": "x", "HOME": "/h"]) == "/h/.cache/undertone")
        #expect(folder(["HOME": "/h"]) == "/h/.cache/undertone")
        #expect(folder([:]) == nil)
    }

    @Test func aFolderThatCannotBeACacheIsRefused() throws {
        let folder = try CorpusFolder(files: ["file.txt"])
        // The last is somebody's folder: git would be told to leave it alone.
        let files = ["/proc/undertone", folder.path + "/file.txt", folder.path + "/file.txt/cache"]
        for path in files + [folder.path] {
            #expect(throws: ResultFileError.self) { try ClipCache(folder: path) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file.txt"])
    }

    @Test func aScanFindsTheSameWithTheCacheAsWithout() throws {
        let folder = try corpus()
        let cache = { try ClipCache(folder: folder.path + "/.cache") }
        let plain = try CorpusScanner().scan(root: folder.path)
        for _ in 0..<2 {
            let scan = try CorpusScanner(cache: try cache()).scan(root: folder.path)
            #expect(scan.clips == plain.clips && scan.excluded == plain.excluded)
        }
        // Another file under the same name is found out.
        try folder.write(CorpusFolder.audio("another"), to: "AudioWAV/1001_DFA_ANG_XX.wav")
        let scan = try CorpusScanner(cache: try cache()).scan(root: folder.path)
        #expect(scan.clips[0].contentHash != plain.clips[0].contentHash)
        // A damaged list of contents is made anew.
        let list = try #require(files(under: folder.path + "/.cache/contents").first)
        try Data(contentsOf: URL(filePath: list)).dropLast().write(to: URL(filePath: list))
        let again = try cache()
        #expect(again.damagedCount == 1)
        #expect(try CorpusScanner(cache: again).scan(root: folder.path).clips == scan.clips)
    }

    @Test func aLibraryAndItsUtterancesAreTheSameToTheBit() throws {
        let folder = try corpus()
        let cache = try ClipCache(folder: folder.path + "/.cache")
        let clips = try CorpusScanner().scan(root: folder.path).clips
        let plain = ClipLibrary.load(clips)
        for features in [FeatureOptions(), .reference] {
            let cutter = UtteranceCutter(features: features, decision: DecisionOptions())
            for _ in 0..<2 {
                let library = ClipLibrary.load(clips, cache: cache)
                let cached = library.cutter(cutter)
                for index in clips.indices {
                    #expect(library.samples(at: index) == plain.samples(at: index))
                    let cut = library.utterances(at: index, cached)
                    #expect(cut == plain.utterances(at: index, plain.cutter(cutter)))
                    #expect(cut.found == cutter.utterances(in: plain.samples(at: index)))
                    #expect(cut.segments == cutter.utterancesOrWhole(of: plain.samples(at: index)))
                }
            }
        }
        #expect(try files(under: folder.path + "/.cache/segments").count == 2 * clips.count)
        // Only what had to be resampled is worth its room.
        #expect(try files(under: folder.path + "/.cache/audio").count == 1)
        #expect(cache.damagedCount == 0)
    }

    @Test func utterancesOfOtherOptionsAreOthers() throws {
        let folder = try corpus()
        let cache = try ClipCache(folder: folder.path + "/.cache")
        let clips = try CorpusScanner().scan(root: folder.path).clips
        let library = ClipLibrary.load(clips, cache: cache)
        var late = DecisionOptions()
        late.detector.hangoverSeconds += 0.1
        for decision in [DecisionOptions(), late] {
            let cutter = library.cutter(UtteranceCutter(features: .init(), decision: decision))
            for index in clips.indices { _ = library.utterances(at: index, cutter) }
        }
        #expect(try files(under: folder.path + "/.cache/segments").count == 2 * clips.count)
    }

    @Test func aTruncatedEntryIsCutAnew() throws {
        let folder = try corpus()
        let cache = try ClipCache(folder: folder.path + "/.cache")
        let clips = try CorpusScanner().scan(root: folder.path).clips
        #expect(cache.prepare(clips, features: .init()).isEmpty)
        let entries = try files(under: folder.path + "/.cache/segments")
        let whole = try Data(contentsOf: URL(filePath: entries[0]))
        for length in [0, 50, 88, whole.count - 1] {
            try whole.prefix(length).write(to: URL(filePath: entries[0]))
            #expect(cache.prepare(clips, features: .init()).isEmpty)
            #expect(try Data(contentsOf: URL(filePath: entries[0])) == whole)
        }
        #expect(cache.damagedCount == 4)
    }

    @Test func audioThatTheManifestDoesNotListIsLeftOut() throws {
        let folder = try corpus()
        let clips = try CorpusScanner().scan(root: folder.path).clips
        try folder.write(CorpusFolder.audio("another"), to: clips[0].path)
        #expect(ClipLibrary.load(clips).excluded.map(\.reason) == [.changed])
    }

    /// Two clips with speech in them, and one without, of another rate.
    private func corpus() throws -> CorpusFolder {
        let folder = try CorpusFolder()
        for (label, code) in ["ANG", "DIS"].enumerated() {
            let samples = SyntheticVoice(label: label, speaker: 0).clip(seed: UInt64(label))
            try folder.write(
                CorpusAudioTests.wav(samples.map { Int16($0 * 32767) }),
                to: "AudioWAV/1001_DFA_\(code)_XX.wav")
        }
        let noise = CorpusAudioTests.wav(CorpusFolder.samples("noise"), rate: 24_000)
        try folder.write(noise, to: "AudioWAV/1001_DFA_SAD_XX.wav")
        return folder
    }

    private func files(under folder: String) throws -> [String] {
        try FileTree.files(under: folder).map { "\(folder)/\($0.path)" }
    }
}
