import FoundationEssentials
import Testing

@testable import EmotionTraining

struct CorpusScannerTests {
    @Test func fourCorporaInOneTreeAreFoundWithEveryFileAccountedFor() throws {
        let folder = try CorpusFolder(files: [
            "crema/AudioWAV/1001_DFA_ANG_XX.wav", "crema/AudioWAV/1002_DFA_SAD_XX.wav",
            "crema/AudioWAV/1004_DFA_SAD_XX.wav", "crema/AudioWAV/1076_MTI_SAD_XX.wav",
            "rav/Actor_02/03-01-02-01-01-01-02.wav", "rav/Actor_06/03-01-02-01-01-01-06.wav",
            "rav/Actor_02/03-02-04-01-01-01-02.wav", "savee/DC/a01.wav", "savee/ALL/KL_su01.wav",
            "TESS/TESS/OAF_Fear/OAF_back_fear.wav", "TESS/YAF_angry/YAF_back_angry.wav", "readme.txt",
            ".DS_Store",
            "music.wav",
        ])
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(
            scan.clips.map(\.path) == [
                "TESS/TESS/OAF_Fear/OAF_back_fear.wav", "TESS/YAF_angry/YAF_back_angry.wav",
                "crema/AudioWAV/1001_DFA_ANG_XX.wav", "crema/AudioWAV/1002_DFA_SAD_XX.wav",
                "rav/Actor_02/03-01-02-01-01-01-02.wav", "savee/DC/a01.wav",
            ])
        #expect(scan.clips.map(\.split) == [.train, .test, .train, .dev, .train, .train])
        #expect(scan.clips[4].emotion == .neutral)
        #expect(scan.clips[5].sex == .male)
        let reasons = Dictionary(uniqueKeysWithValues: scan.excluded.map { ($0.path, $0.reason) })
        #expect(
            reasons == [
                ".DS_Store": .hidden, "readme.txt": .notAudio, "music.wav": .unknownName,
                "crema/AudioWAV/1004_DFA_SAD_XX.wav": .speakerOutsideSplit("1004"),
                "crema/AudioWAV/1076_MTI_SAD_XX.wav": .erratum("no audio in it"),
                "rav/Actor_02/03-02-04-01-01-01-02.wav": .song,
                "rav/Actor_06/03-01-02-01-01-01-06.wav": .emotionOutsideLabels(.calm, .test),
                "savee/ALL/KL_su01.wav": .emotionOutsideLabels(.surprise, .test),
            ])
        #expect(scan.count(corpus: .tess) == 2)
        #expect(scan.count(split: .train, emotion: .neutral) == 1)
    }

    @Test func copiesOfAClipCountOnce() throws {
        let folder = try CorpusFolder(files: [
            "TESS/OAF_fear/OAF_back_fear.wav", "TESS/TESS/OAF_fear/OAF_back_fear.wav", "1040_ITH_SAD_X.wav",
            "1040_ITH_SAD_XX.wav", "1001_DFA_ANG_XX.flac", "1001_DFA_ANG_XX.wav", "ALL/DC_a01.wav",
            "DC/a01.wav",
        ])
        try folder.write(CorpusFolder.audio("one voice"), to: "ALL/JE_a01.wav")
        try folder.write(CorpusFolder.audio("one voice"), to: "ALL/JE_a02.wav")
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(scan.clips.count == 5)
        #expect(
            scan.excluded.map(\.reason) == [
                .duplicate(of: "1001_DFA_ANG_XX.flac"), .duplicate(of: "1040_ITH_SAD_X.wav"),
                .duplicate(of: "ALL/JE_a01.wav"), .duplicate(of: "ALL/DC_a01.wav"),
                .duplicate(of: "TESS/OAF_fear/OAF_back_fear.wav"),
            ])
    }

    @Test func theSameAudioUnderTwoLabelsIsLeftOutTwice() throws {
        let folder = try CorpusFolder(files: ["1001_DFA_SAD_XX.wav"])
        try folder.write(CorpusFolder.audio("one voice"), to: "1001_DFA_ANG_XX.wav")
        try folder.write(CorpusFolder.audio("one voice"), to: "1002_DFA_ANG_XX.wav")
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(scan.clips.map(\.path) == ["1001_DFA_SAD_XX.wav"])
        #expect(
            scan.excluded.map(\.reason) == [
                .conflictingDuplicate(of: "1002_DFA_ANG_XX.wav"),
                .conflictingDuplicate(of: "1001_DFA_ANG_XX.wav"),
            ])
    }

    @Test func everyErratumIsLeftOut() throws {
        let names = [
            "1076_MTI_SAD_XX", "1013_WSI_DIS_XX", "1013_WSI_SAD_XX", "1017_IWW_ANG_XX", "1017_IWW_FEA_XX",
            "1006_TIE_HAP_XX", "1006_TIE_NEU_XX", "03-01-03-01-02-02-07",
        ]
        let folder = try CorpusFolder(files: names.map { $0 + ".wav" } + ["03-01-03-01-02-01-07.wav"])
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(scan.clips.map(\.name) == ["03-01-03-01-02-01-07"])
        #expect(scan.exclusionSummary.map(\.reason) == ["known erratum"])
        #expect(scan.exclusionSummary.map(\.files) == [8])
    }

    @Test func badRootsEndWithOneLine() throws {
        let folder = try CorpusFolder()
        func error(_ root: String) -> CorpusError? {
            do throws(CorpusError) {
                _ = try CorpusScanner().scan(root: root)
                return nil
            } catch {
                return error
            }
        }
        #expect(error(folder.path) == .emptyFolder(path: folder.path))
        let missing = folder.path + "/missing"
        #expect(error(missing) == .unreadableRoot(path: missing, reason: "No such file or directory"))
        try folder.write([1], to: "music.wav")
        #expect(error(folder.path) == .noCorpusFound(path: folder.path))
        let file = folder.path + "/music.wav"
        #expect(error(file) == .unreadableRoot(path: file, reason: "Not a directory"))
        try folder.write(CorpusFolder.audio("1004"), to: "1004_DFA_SAD_XX.wav")
        let unusable = error(folder.path)
        #expect(unusable == .nothingUsable(path: folder.path, mostFrequent: .speakerOutsideSplit("1004")))
        #expect(unusable?.description.contains("speaker 1004 is not in the standard protocol") == true)
    }

    @Test func askingForASplitWithoutSpeakersSaysSo() throws {
        let folder = try CorpusFolder(files: ["1002_DFA_SAD_XX.wav", "1010_DFA_SAD_XX.wav"])
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(try scan.clips(in: .dev).count == 1)
        #expect(throws: CorpusError.noSpeakers(split: .train, path: folder.path)) {
            try scan.clips(in: .train)
        }
    }

    @Test func severalRootsAreOneExperiment() throws {
        let first = try CorpusFolder(files: ["1001_DFA_ANG_XX.wav", "tess/OAF_fear/OAF_back_fear.wav"])
        let second = try CorpusFolder(files: ["ALL/DC_a01.wav", "notes.txt"])
        let roots = [second.path, first.path, first.path + "/tess"]
        let scan = try CorpusScanner().scan(roots: roots)
        #expect(scan.clips.map(\.name) == ["DC_a01", "1001_DFA_ANG_XX", "OAF_back_fear"])
        #expect(scan.clips.map(\.root) == [second.path, first.path, first.path])
        #expect(scan.clips[0].file == second.path + "/ALL/DC_a01.wav")
        // A folder within another root is read once, and is no empty root for that.
        #expect(scan.excluded.map(\.reason) == [.notAudio])
        let missing = first.path + "/missing"
        #expect(throws: CorpusError.unreadableRoot(path: missing, reason: "No such file or directory")) {
            try CorpusScanner().scan(roots: [first.path, missing])
        }
    }

    @Test func aLinkedFolderIsReadOnce() throws {
        let folder = try CorpusFolder(files: ["AudioWAV/1001_DFA_ANG_XX.wav"])
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/again", withDestinationPath: folder.path + "/AudioWAV")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/loop", withDestinationPath: folder.path)
        let scan = try CorpusScanner().scan(root: folder.path)
        #expect(scan.clips.count == 1 && scan.excluded.isEmpty)
    }
}
