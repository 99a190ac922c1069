import Plotting
import Testing

@testable import EmotionTraining

@Suite struct PlottedClipTests {
    @Test func theNameTellsCorpusSpeakerAndEmotion() {
        let clip = PlottedClip(path: "x/AudioWAV/1001_DFA_ANG_XX.wav")
        #expect(clip.title == "CREMA-D · speaker 1001 · angry · 1001_DFA_ANG_XX")
        #expect(PlottedClip(path: "JK/sa01.wav").title == "SAVEE · speaker JK · sad · JK_sa01")
        let other = PlottedClip(path: "holiday/my talk.mp3")
        #expect(other.title == "my talk" && other.speaker == nil)
    }

    @Test func emotionsAreComparedOnTheSameWordsWhereThereAreAny() {
        let paths = [
            "1001_IEO_ANG_LO.wav", "1001_DFA_ANG_XX.wav", "1001_DFA_SAD_XX.wav", "1001_DFA_HAP_XX.wav",
            "1001_IEO_SAD_LO.wav", "1001_TIE_NEU_XX.wav",
        ]
        let chosen = ClipPictures.onePerEmotion(paths.map(PlottedClip.init))
        #expect(
            chosen.map(\.path) == [
                "1001_DFA_ANG_XX.wav", "1001_DFA_HAP_XX.wav", "1001_TIE_NEU_XX.wav", "1001_DFA_SAD_XX.wav",
            ])
        // RAVDESS's neutral has one intensity alone and still shares its statement.
        let ravdess = ["03-01-05-02-02-01-01.wav", "03-01-05-01-01-01-01.wav", "03-01-01-01-01-01-01.wav"]
        #expect(
            ClipPictures.onePerEmotion(ravdess.map(PlottedClip.init)).map(\.name)
                == ["03-01-05-01-01-01-01", "03-01-01-01-01-01-01"])
    }

    @Test func aManifestStandsForItsClips() throws {
        let folder = try CorpusFolder()
        try TinyCorpus.write(to: folder, speakers: ["1001"])
        let manifest = folder.path + "/m.tsv"
        try CorpusManifest(CorpusScanner().scan(root: folder.path)).write(to: manifest)
        let clips = try PlottedClip.clips(in: manifest, roots: [])
        #expect(clips.count == 6 && Set(clips.map(\.speaker)) == ["1001"])
        #expect(Set(clips.map(\.emotion)) == Set(Emotion.six) && clips.allSatisfy { $0.sentence == "DFA" })
        #expect(try PlottedClip.clips(in: "a.wav", roots: []).map(\.path) == ["a.wav"])
        #expect(throws: CorpusError.self) { try PlottedClip.clips(in: "/nowhere/m.tsv", roots: []) }
    }
}

@Suite struct ClipFeaturesTests {
    @Test func aToneLiesInItsBinAtItsLevel() throws {
        // Bin 64 of 512 at 16 kHz is 2 kHz; a half of full scale is −6 dB.
        let tone = (0..<1600).map { 0.5 * Float(sine(Double($0) / 8 + 0.25)) }
        let features = ClipFeatures(tone)
        #expect(features.columns == 8 && features.power.count == 8 * 257)
        let last = Array(features.power.suffix(257))
        #expect(last.indices.max { last[$0] < last[$1] } == 64)
        #expect(abs(ClipScale.decibels(power: last[64]) - -6.02) < 0.1)
        #expect(features.times.first.map { abs($0 - 0.0125) < 1e-9 } == true)
    }

    @Test func aLongRecordingTakesNoMoreColumnsThanAsked() {
        let features = ClipFeatures([Float](repeating: 0.1, count: 16_000), columnLimit: 10)
        #expect(features.framesPerColumn == 10 && features.columns == 10)
        #expect(features.logMel.count == 640 && features.cepstra.count == 400 && features.rms.count == 10)
    }

    @Test func rowsBecomeColumns() {
        #expect([1, 2, 3, 4, 5, 6].transposed(columns: 3) == [1, 4, 2, 5, 3, 6])
        #expect([Float]().transposed(columns: 3).isEmpty)
    }
}

@Suite(.enabled(if: hasGnuplot, "gnuplot draws"))
struct ClipPicturesTests {
    private let folder: CorpusFolder

    init() throws {
        folder = try CorpusFolder()
        try TinyCorpus.write(to: folder, speakers: ["1001"])
    }

    private func clip(_ emotion: String = "ANG") -> PlottedClip {
        PlottedClip(path: "\(folder.path)/AudioWAV/1001_DFA_\(emotion)_XX.wav")
    }

    @Test(arguments: ClipPictureKind.allCases)
    func everyKindIsDrawn(kind: ClipPictureKind) async throws {
        let picture = try ClipPictures.picture(of: clip(), kind: kind)
        let panels = picture.rows.flatMap(\.panels)
        #expect(panels.count == [.waveform: 1, .envelope: 1, .spectrogram: 2, .mfcc: 1, .all: 5][kind])
        #expect(panels.allSatisfy { $0.y.label != nil } && panels.last?.x.label == "time (s)")
        try await draw(picture, as: "clip-\(kind)")
    }

    @Test(arguments: ClipPictureKind.single)
    func everyVersionIsNamed(kind: ClipPictureKind) async throws {
        let picture = try ClipPictures.augmented(clip(), kind: kind, noise: .empty, seed: 1)
        let titles = picture.rows.flatMap(\.panels).compactMap(\.title)
        #expect(Set(titles).count == (kind == .spectrogram || kind == .mfcc ? 13 : 10))
        #expect(titles.first == "as recorded")
        try await draw(picture, as: "augmented-\(kind)")
    }

    @Test func aSheetHasAColumnForEachEmotion() async throws {
        let clips = ["ANG", "DIS", "FEA", "HAP", "NEU", "SAD"].map(clip)
        let sheet = try #require(try ClipPictures.comparison(of: clips, kind: .all))
        #expect(sheet.rows[0].panels.compactMap(\.title) == Emotion.six.map(\.rawValue))
        #expect(sheet.rows.count == 5)
        try await draw(sheet, as: "compare")
        #expect(try ClipPictures.comparison(of: [clip()], kind: .all) == nil)
    }

    @Test func silenceAndLessThanAFrameAreDrawn() async throws {
        for (name, count) in [("silence", 16_000), ("short", 100)] {
            let bytes = CorpusAudioTests.wav([Int16](repeating: 0, count: count))
            try folder.write(bytes, to: "\(name).wav")
            let clip = PlottedClip(path: "\(folder.path)/\(name).wav")
            try await draw(ClipPictures.picture(of: clip, kind: .all), as: name)
            try await draw(
                ClipPictures.augmented(clip, kind: .spectrogram, noise: .empty, seed: 1),
                as: "augmented-\(name)")
        }
    }
}
