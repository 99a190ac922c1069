import FoundationEssentials
import ResultFiles
import Testing

@testable import EmotionTraining

struct CorpusManifestTests {
    private func folder() throws -> CorpusFolder {
        try CorpusFolder(files: [
            "x/1001_DFA_ANG_XX.wav", "x/1002_DFA_SAD_XX.wav", "YAF_sad/YAF_back_sad.wav",
            "Actor_02/03-01-02-01-01-01-02.wav",
        ])
    }

    private func failure(_ path: String, roots: [String] = []) -> CorpusError? {
        do throws(CorpusError) {
            _ = try CorpusScan(manifest: path, roots: roots)
            return nil
        } catch {
            return error
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let folder = try folder()
        let second = try CorpusFolder(files: ["DC/a01.wav"])
        let scan = try CorpusScanner().scan(roots: [folder.path, second.path])
        let path = folder.path + "/manifest.tsv"
        try scan.manifest.write(to: path)
        let read = try CorpusScan(manifest: path)
        #expect(read.clips.map(\.name) == scan.clips.map(\.name))
        #expect(read.clips.map(\.contentHash) == scan.clips.map(\.contentHash))
        #expect(read.clips.map(\.emotion) == scan.clips.map(\.emotion))
        #expect(read.clips.map(\.sex) == scan.clips.map(\.sex))
        #expect(read.labels == scan.labels && read.split == "standard" && !read.isLeaky)
        #expect(read.manifest == scan.manifest)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasPrefix(".") }
        )
    }

    @Test func theHashIsThatOfTheLinesThatDoNotDependOnTheMachine() throws {
        let files = ["x/1001_DFA_ANG_XX.wav", "x/1002_DFA_SAD_XX.wav"]
        let (first, second) = (try CorpusFolder(files: files), try CorpusFolder(files: files))
        let manifests = try [first, second].map { try CorpusScanner().scan(root: $0.path).manifest }
        #expect(manifests[0].text == manifests[1].text && manifests[0].sha256 == manifests[1].sha256)
        #expect(manifests[0].locatedText != manifests[1].locatedText)
        let lines = manifests[0].locatedText.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.filter { !$0.hasPrefix("# root ") }.joined(separator: "\n") == manifests[0].text)
        let hashes = files.map {
            AudioContent.hash(CorpusFolder.samples($0).map { Float($0) / 32768 }, rateHz: 16_000)
        }
        #expect(
            manifests[0].text == """
                # undertone manifest 1
                # split standard
                # labels angry disgust fear happy neutral sad
                root\tpath\tcorpus\tname\tspeaker\tsex\temotion\tsplit\tsha256\tsource
                1\tx/1001_DFA_ANG_XX.wav\tcrema-d\t1001_DFA_ANG_XX\t1001\tm\tangry\ttrain\t\(hashes[0])\t-
                1\tx/1002_DFA_SAD_XX.wav\tcrema-d\t1002_DFA_SAD_XX\t1002\tf\tsad\tdev\t\(hashes[1])\t-

                """)
    }

    @Test func aMovedCorpusIsFoundWhereTheCallerSays() throws {
        let files = ["x/1001_DFA_ANG_XX.wav", "x/1002_DFA_SAD_XX.wav"]
        let elsewhere = try CorpusFolder(files: files)
        let notes = try CorpusFolder()
        let path = notes.path + "/manifest.tsv"
        do {
            let folder = try CorpusFolder(files: files)
            try CorpusScanner().scan(root: folder.path).manifest.write(to: path)
        }
        #expect(failure(path)?.description.contains("line 6: no file ") == true)
        #expect(try CorpusScan(manifest: path, roots: [elsewhere.path]).clips.count == 2)
        // Without any root, the files lie beside the manifest.
        let text = try CorpusScanner().scan(root: elsewhere.path).manifest.text
        try elsewhere.write(Array(text.utf8), to: "m.tsv")
        #expect(try CorpusScan(manifest: elsewhere.path + "/m.tsv").clips[0].root == elsewhere.path)
    }

    @Test(arguments: [
        ("train", "practice", "line 6: split cannot be \"practice\""),
        ("angry\ttrain", "cross\ttrain", "line 6: emotion cannot be \"cross\""),
        ("angry\ttrain", "calm\ttrain", "line 6: calm is none of the manifest's labels"),
        ("sad\tdev", "sad\tdev\tmore", "line 7: 11 cells where the header has 10"),
        ("\nroot\t", "\nfolder\t", "line 5: the columns are not root, path"),
        ("manifest 1", "manifest 2", "line 1: not a manifest of this version"),
        ("# split standard\n", "", "no line \"# split"),
        ("# labels angry", "# labels cross", "line 3: cross is no label"),
        ("1\tx/1002", "2\tx/1002", "line 7: root cannot be \"2\""),
        ("x/1002_DFA_SAD_XX.wav", "x/gone.wav", "line 7: no file "),
        ("1002_DFA_SAD_XX\t1002", "1001_DFA_ANG_XX\t1002", "line 7: crema-d 1001_DFA_ANG_XX is there twice"),
        ("\tm\t", "\tx\t", "line 6: sex cannot be \"x\""),
        ("\tcrema-d\t1001", "\tCREMA\t1001", "line 6: corpus cannot be \"CREMA\""),
    ])
    func aBadRowIsNamedByItsLine(old: String, new: String, message: String) throws {
        let folder = try CorpusFolder(files: ["x/1001_DFA_ANG_XX.wav", "x/1002_DFA_SAD_XX.wav"])
        let text = try CorpusScanner().scan(root: folder.path).manifest.locatedText
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        try folder.write(Array(changed.utf8), to: "m.tsv")
        let description = failure(folder.path + "/m.tsv")?.description ?? "none"
        #expect(
            description.hasPrefix("\(folder.path)/m.tsv") && description.contains(message), "\(description)")
        #expect(!description.contains("\n"))
    }

    @Test func whatIsNoManifestIsRefused() throws {
        let folder = try CorpusFolder()
        for (name, bytes, word) in [
            ("empty", [], "no header"), ("binary", [0xFF, 0xFE, 0x00], "UTF-8"),
            ("text", Array("hello\n".utf8), "not a manifest"),
            ("head", Array((try self.folder()).path.utf8), "not a manifest"),
        ] as [(String, [UInt8], String)] {
            try folder.write(bytes, to: name)
            #expect(failure(folder.path + "/" + name)?.description.contains(word) == true, "\(name)")
        }
        #expect(failure(folder.path + "/gone")?.description.contains("No such file") == true)
    }

    @Test func aManifestThatLeaksIsRefusedUnlessItSaysSo() throws {
        let folder = try CorpusFolder(files: [
            "1001_DFA_ANG_XX.wav", "1001_DFA_SAD_XX.wav", "1002_DFA_SAD_XX.wav",
        ])
        let text = try CorpusScanner().scan(root: folder.path).manifest.locatedText
        let leaky = text.replacing("angry\ttrain", with: "angry\ttest")
        try folder.write(Array(leaky.utf8), to: "m.tsv")
        let description = failure(folder.path + "/m.tsv")?.description
        #expect(description == "the split leaks: speaker crema-d/1001 is in train and test")
        var random = SplitOptions()
        random.method = .random
        let scan = try CorpusScanner(split: random).scan(root: folder.path)
        #expect(scan.isLeaky)
        try scan.manifest.write(to: folder.path + "/random.tsv")
        let read = try CorpusScan(manifest: folder.path + "/random.tsv")
        #expect(read.isLeaky && read.split.contains("leaky"))
    }

    @Test func anUnwritableManifestLeavesNothing() throws {
        let folder = try folder()
        let manifest = try CorpusScanner().scan(root: folder.path).manifest
        for path in ["/nowhere/m.tsv", folder.path, "/proc/m.tsv"] {
            #expect(throws: ResultFileError.self) { try manifest.write(to: path) }
            #expect(throws: ResultFileError.self) { try ResultFile.requireWritable(path) }
        }
        try ResultFile.requireWritable(folder.path + "/m.tsv")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/m.tsv"))
    }
}
